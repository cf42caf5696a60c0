//! The bodies of the fuzz targets on a short corpus, always the same: good files with some bytes changed.

#[path = "../../../fuzz/bodies.rs"]
mod bodies;

use std::io;

use super::focus::bill;
use super::{dora, graph, gzip, zstd};

/// Files made of each good one.
const EACH: u64 = 400;

/// A stream of numbers from a seed.
///
/// Source: G. Marsaglia, “Xorshift RNGs”, Journal of Statistical Software 8 (2003), 14.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % n.max(1) as u64).unwrap_or(0)
    }
}

/// Pieces that break readers.
const PIECES: [&[u8]; 16] = [
    b"\"",
    b"\n",
    b"\r",
    b",",
    b"\0",
    b"\xff",
    b"\xef\xbb\xbf",
    b"NULL",
    b"-",
    b"1e308",
    b"9999-12-31",
    b"\x1b[2J",
    b"=cmd|' '!A1",
    b"{\"",
    b"---\n",
    b"\xe2\x80\xae",
];

fn changed(good: &[u8], seed: u64) -> Vec<u8> {
    let mut numbers = Numbers(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let mut bytes = good.to_vec();
    for _ in 0..=numbers.below(6) {
        let at = numbers.below(bytes.len());
        match numbers.below(5) {
            0 => bytes.truncate(at),
            1 => {
                let piece = PIECES[numbers.below(PIECES.len())];
                bytes.splice(at..at, piece.iter().copied());
            }
            2 if !bytes.is_empty() => bytes[at] = u8::try_from(numbers.below(256)).unwrap_or(0),
            3 => {
                let end = (at + numbers.below(40)).min(bytes.len());
                let again = bytes[at..end].to_vec();
                let to = numbers.below(bytes.len());
                bytes.splice(to..to, again);
            }
            _ => {
                let end = (at + numbers.below(10)).min(bytes.len());
                bytes.drain(at..end);
            }
        }
    }
    bytes
}

fn run(good: &[&[u8]], body: fn(&[u8])) {
    for (file, good) in (0..).zip(good) {
        body(good);
        for seed in 0..EACH {
            body(&changed(good, seed + file * EACH));
        }
    }
}

#[test]
fn no_bill_breaks_the_reader() -> io::Result<()> {
    let text = bill(
        &["HostProviderName", "Tags", "CommitmentDiscountStatus"],
        &[
            "cost=1.5",
            "cost=-2 ProviderName=Microsoft RegionId=EastUS",
            "cost=35.2E-7 HostProviderName=AWS ProviderName=Datadog",
            "cost=9 CommitmentDiscountStatus=Unused",
            "cost=1 ChargeCategory=Tax",
        ],
    );
    let commitments = b"ContractCommitmentId,ContractId,ContractCommitmentCategory,ContractCommitmentCost,\
        ContractCommitmentPeriodStart,ContractCommitmentPeriodEnd,ContractPeriodEnd,BillingCurrency\n\
        a,b,Spend,10,2026-01-01,2027-01-01,2028-01-01,USD\n";
    run(
        &[text.as_bytes(), &gzip(text.as_bytes())?, commitments],
        bodies::focus,
    );
    Ok(())
}

#[test]
fn no_inventory_breaks_the_reader() {
    let edges = b"from,to,kind\nshop,db,uses\ndb,AWS,runs-on\nAWS,shop,uses\n";
    let catalog = b"apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: web}\nspec: {system: shop, dependsOn: [resource:db]}\n\
        ---\napiVersion: backstage.io/v1alpha1\nkind: Resource\nmetadata: {name: db}\nspec: {dependencyOf: [component:web]}\n";
    run(&[edges, catalog, graph::STATE.as_bytes()], bodies::graph);
}

/// One short feed of every kind.
const HISTORIES: [&[u8]; 9] = [
    br#"{"page":{"name":"A","updated_at":"2025-01-01T00:00:00Z"},"incidents":[{"id":"a","status":"resolved","impact":"major","created_at":"2024-01-01T00:00:00Z","started_at":"2024-01-01T01:00:00Z","resolved_at":"2024-01-01T02:00:00Z","components":[{"name":"api"}]},{"id":"b","status":"investigating","impact":"minor","created_at":"2024-09-01T00:00:00Z","incident_updates":[{"status":"x","created_at":"2024-09-02T00:00:00Z"}]}]}"#,
    br#"{"page":{"name":"A"},"incidents":[],"scheduled_maintenances":[{"id":"m","status":"completed","impact":"maintenance","created_at":"2024-01-01T00:00:00Z","scheduled_for":"2024-01-02T00:00:00Z"}]}"#,
    br#"[{"id":"a","begin":"2024-01-01T00:00:00Z","end":"2024-01-01T02:00:00+00:00","modified":"2024-01-02T00:00:00Z","severity":"high","status_impact":"SERVICE_OUTAGE","external_desc":"x","affected_products":[{"title":"Compute","id":"c"}],"previously_affected_locations":[{"id":"us-east1"}]},{"id":"b","begin":"2024-03-01T00:00:00Z","severity":"low","external_desc":"y","affected_products":[]}]"#,
    br#"{"archive":[{"service_name":"EC2","summary":"[RESOLVED] x","date":"1606314960","status":"2","details":"","description":"<div><span class=\"yellowfg\"> 6:36 AM PST</span>&nbsp;x</div><div><span class=\"yellowfg\"> 9:40 PM PST</span>&nbsp;y</div>","service":"ec2-us-east-1"}],"current":[]}"#,
    br#"{"events":[{"arn":"arn:aws:health:us-east-1::event/EC2/X/1","service":"EC2","eventTypeCode":"X","eventTypeCategory":"issue","region":"us-east-1","startTime":"2024-01-01T00:00:00Z","endTime":"2024-01-01T01:00:00Z","lastUpdatedTime":1704153600,"statusCode":"closed"}]}"#,
    br#"{"detail-type":"AWS Health Event","source":"aws.health","detail":{"eventArn":"a","service":"EC2","eventTypeCategory":"issue","eventRegion":"us-east-1","startTime":"Mon, 01 Jan 2024 00:00:00 GMT","statusCode":"open","communicationId":"c"}}"#,
    br#"{"data":[{"type":"microsoft.resourcehealth/events","properties":{"TrackingId":"T","EventType":"ServiceIssue","Status":"Resolved","ImpactStartTime":"2024-01-01T00:00:00Z","ImpactMitigationTime":"2024-01-01T05:00:00Z"}}]}"#,
    b"start_time,end_time,status,service\n0,3600,0.5,slack\n90000,99000,-1,slack\n900000,990000,1.0,slack\n",
    b"a,b,provider,severity,region\n2024-01-01,01/02/2024 3:00 PM,AWS,1,EU\n2024-06-01 00:00:00,,Amazon,0.4,eu\n1704153600,1704153700000,x,,\n",
];

#[test]
fn no_history_breaks_the_reader() {
    run(&HISTORIES, bodies::incidents);
}

#[test]
fn nothing_packed_with_zstd_breaks_the_reader() {
    let packed = zstd(&b"start,end\n2024-01-01,2024-01-02\n".repeat(40));
    run(&[&packed[4..]], bodies::zstd);
}

#[test]
fn no_register_breaks_the_reader() -> io::Result<()> {
    // Bytes of the archive, and then the tables themselves, which a checksum would otherwise guard.
    run(&[&dora::package(dora::REGISTER)?], bodies::dora);
    for seed in 0..EACH {
        let tables: Vec<(&str, String)> = dora::REGISTER
            .iter()
            .zip(0..)
            .map(|((name, text), n)| {
                (
                    *name,
                    String::from_utf8_lossy(&changed(text.as_bytes(), seed * 16 + n)).into_owned(),
                )
            })
            .collect();
        let tables: Vec<(&str, &str)> = tables
            .iter()
            .map(|(name, text)| (*name, text.as_str()))
            .collect();
        bodies::dora(&dora::package(&tables)?);
    }
    Ok(())
}

#[test]
fn no_number_breaks_the_reader() {
    run(
        &[
            b"-123.456e-7",
            b"999999999999999.999999999999999999",
            b"0.000000000000000000000000000000000001",
        ],
        bodies::decimal,
    );
}
