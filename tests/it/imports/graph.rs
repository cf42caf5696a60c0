//! Who depends on whom.

use std::io;

use super::Files;

fn files(name: &str, text: &str) -> Files {
    let files = Files::new().expect("a folder can be made");
    files
        .write(name, text.as_bytes())
        .expect("a file can be written");
    files
}

#[test]
fn an_edge_list_becomes_requirements() {
    let text = "from;to;kind\nshop;db;depends on\ndb;AWS;runs-on\nshop;Okta;uses\nOkta;AWS;runs_on\nshop;shop;uses\n\
        shop;;uses\nshop;team-a;owned by\nAWS;shop;uses\n";
    let files = files("edges.csv", text);
    let (report, scenario) = files.good(&["graph", "edges.csv"]);
    assert_eq!(report["files"][0]["detected"], "edge list, 8 rows");
    assert!(
        scenario.contains("  db:\n    name: db\n    requires: [aws]\n"),
        "{scenario}"
    );
    assert!(scenario.contains("requires: [db, okta]\n"), "{scenario}");
    let dropped = serde_json::json!({
        "edge of the kind `owned by`": 1,
        "need of a provider that closes a circle": 1,
        "row from a thing to itself": 1,
        "row without one of its ends": 1,
    });
    assert_eq!(report["dropped"], dropped);
}

#[test]
fn a_person_says_what_the_edges_do_not() {
    let files = files("edges.csv", "from,to\nshop,hoster\nmail,hoster\n");
    let (report, scenario) = files.good(&[
        "graph",
        "edges.csv",
        "--provider",
        "hoster",
        "--workload",
        "shop",
    ]);
    assert_eq!(report["providers"], 1);
    assert_eq!(report["workloads"], 1);
    assert!(scenario.contains("providers:\n  hoster:\n"), "{scenario}");
    let error = files.refused(&["graph", "edges.csv", "--provider", "nobody"]);
    assert!(
        error.starts_with("error: the files name no `nobody` (--provider)"),
        "{error}"
    );
}

#[test]
fn circles_of_any_shape_are_opened() {
    let text = "from,to\na,b\nb,c\nc,a\nc,d\nd,c\nx,a\ny,y2\ny2,y\n";
    let files = files("edges.csv", text);
    let (report, _) = files.good(&["graph", "edges.csv"]);
    assert_eq!(report["dropped"]["need that closes a circle"], 3);
}

#[test]
fn a_catalog_of_several_documents_becomes_requirements() {
    let text = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: Web\n  annotations:\n    aws.amazon.com/region: eu-west-1\n\
        spec:\n  system: shop\n  owner: team-a\n  dependsOn: [resource:db, 'Component:other/queue']\n  consumesApis: [prices]\n\
        ---\n# a comment\napiVersion: backstage.io/v1alpha1\nkind: API\nmetadata: {name: prices}\nspec: {owner: team-b}\n\
        ---\napiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: pricing}\nspec: {providesApis: [prices]}\n\
        ---\napiVersion: backstage.io/v1alpha1\nkind: User\nmetadata: {name: guest}\n---\n";
    let files = files("catalog.yaml", text);
    let (report, scenario) = files.good(&["graph", "catalog.yaml"]);
    assert_eq!(report["documents"], 4);
    assert_eq!(
        report["kinds"],
        serde_json::json!({"API": 1, "Component": 2, "User": 1})
    );
    let relation = |i: usize| report["relations"][i].to_string();
    assert_eq!(
        relation(0),
        r#"["component:default/web","dependsOn","resource:default/db"]"#
    );
    assert_eq!(
        relation(1),
        r#"["component:default/web","dependsOn","component:other/queue"]"#
    );
    assert_eq!(report["dropped"]["entity of the kind `User`"], 1);
    assert!(scenario.contains("  component-default-web:\n    name: \"component:default/web\"\n    requires: [api-default-prices, aws, component-other-queue, resource-default-db]\n"), "{scenario}");
    assert!(
        scenario.contains("requires: [component-default-pricing]"),
        "{scenario}"
    );
    assert!(scenario.contains("system-default-shop:\n"), "{scenario}");
}

#[test]
fn a_catalog_that_is_no_yaml_is_refused_with_its_line() {
    let files = files(
        "catalog.yaml",
        "apiVersion: backstage.io/v1alpha1\nkind: System\n---\nkind: [\n",
    );
    let error = files.refused(&["graph", "catalog.yaml"]);
    assert!(error.starts_with("error: this is not YAML"), "{error}");
    assert!(error.contains("catalog.yaml:4:"), "{error}");
}

pub(super) const STATE: &str = r#"{"version": 4, "terraform_version": "1.9.5", "outputs": {"password": {"value": "hunter2"}}, "resources": [
  {"mode": "managed", "type": "aws_instance", "provider": "module.a.provider[\"registry.terraform.io/hashicorp/aws\"].eu",
   "instances": [{"attributes": {"arn": "arn:aws:ec2:eu-west-1:1:instance/i", "user_data": "hunter2", "region": 7}},
                 {"attributes": {"availability_zone": "us-east-1a", "arn": {"x": "hunter2"}}}]},
  {"mode": "managed", "type": "aws_s3_bucket", "provider": "provider[\"registry.terraform.io/hashicorp/aws\"]",
   "instances": [{"attributes": {"arn": "arn:aws:s3:::b"}}]},
  {"mode": "managed", "type": "azurerm_thing", "provider": "provider[\"registry.terraform.io/hashicorp/azurerm\"]",
   "instances": [{"attributes": {"location": "West Europe"}}]},
  {"mode": "managed", "type": "random_password", "provider": "provider[\"registry.terraform.io/hashicorp/random\"]",
   "instances": [{"attributes": {"result": "hunter2"}}]},
  {"mode": "managed", "type": "datadog_monitor", "provider": "provider[\"registry.terraform.io/DataDog/datadog\"]", "instances": [{}]},
  {"mode": "data", "type": "aws_ami", "provider": "provider[\"registry.terraform.io/hashicorp/aws\"]", "instances": [{"attributes": {}}]}]}"#;

#[test]
fn a_state_is_counted_and_its_secrets_stay_in_it() -> io::Result<()> {
    let files = files("terraform.tfstate", STATE);
    let (report, scenario) = files.good(&["graph", "terraform.tfstate"]);
    assert_eq!(report["managed_instances"], 6);
    assert_eq!(report["data_sources_skipped"], 1);
    let aws = "registry.terraform.io/hashicorp/aws";
    assert_eq!(report["by_provider"][aws], 3);
    for (region, n) in [("eu-west-1", 1), ("us-east-1", 1), ("(none)", 1)] {
        assert_eq!(
            report["by_provider_region"][format!("{aws}/{region}")],
            n,
            "{region}"
        );
    }
    assert_eq!(
        report["by_provider_region"]["registry.terraform.io/hashicorp/azurerm/westeurope"],
        1
    );
    assert!(
        scenario.contains("value: {aws: 0.75, azure: 0.25}"),
        "{scenario}"
    );
    assert!(scenario.contains("requires: [datadog]"), "{scenario}");
    let told = files.import(&["graph", "terraform.tfstate"])?;
    assert!(!format!("{report}{scenario}{}{}", told.out, told.err).contains("hunter2"));
    Ok(())
}

#[test]
fn a_broken_state_is_refused_without_a_word_of_it() -> io::Result<()> {
    let files = Files::new()?;
    for text in [
        &STATE[..STATE.len() / 2],
        &STATE.replace("\"version\": 4", "\"version\": \"hunter2\""),
        &STATE.replace("[{}]", "hunter2"),
    ] {
        files.write("s.tfstate", text.as_bytes())?;
        let error = files.refused(&["graph", "s.tfstate"]);
        assert!(
            error.starts_with("error: this is not JSON that can be read, because "),
            "{error}"
        );
        assert!(!error.contains("hunter2"), "{error}");
    }
    files.write("s.tfstate", b"{\"version\": 3, \"modules\": []}")?;
    let error = files.refused(&["graph", "s.tfstate"]);
    assert!(
        error.starts_with(
            "error: this is a Terraform state of version 3, but only version 4 is read"
        ),
        "{error}"
    );
    Ok(())
}

#[test]
fn the_output_of_show_is_read_module_by_module() {
    let text = r#"{"format_version": "1.0", "values": {"root_module": {
        "resources": [{"mode": "managed", "type": "google_x", "provider_name": "registry.terraform.io/hashicorp/google", "values": {"zone": "europe-west1-b"}}],
        "child_modules": [{"resources": [{"mode": "managed", "type": "aws_x", "provider_name": "registry.terraform.io/hashicorp/aws", "values": {"region": "eu-west-1"}}]}]}}}"#;
    let files = files("show.json", text);
    let (report, _) = files.good(&["graph", "show.json"]);
    assert_eq!(
        report["by_provider_region"]["registry.terraform.io/hashicorp/google/europe-west1"],
        1
    );
    assert_eq!(
        report["by_provider_region"]["registry.terraform.io/hashicorp/aws/eu-west-1"],
        1
    );
}

#[test]
fn what_is_no_inventory_is_refused() {
    let files = files("x", "just some text\n");
    let error = files.refused(&["graph", "x"]);
    assert!(
        error.starts_with("error: this is no edge list, Backstage catalog or Terraform state (x)"),
        "{error}"
    );
}
