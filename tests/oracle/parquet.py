"""Writes the bills of tests/parquet with Apache Arrow's own writer: the same charges in every way that exporters store them.

Each has four charges in two row groups: 0.10, -0.30 and 1234567890.4567 USD at AWS, and 7 USD in no region."""

import datetime
import decimal
import os
import sys

import pyarrow as pa
import pyarrow.parquet as pq

FOLDER = os.path.join(os.path.dirname(__file__), "..", "parquet")
decimal.getcontext().prec = 100
COSTS = ["0.10", "-0.30", "1234567890.4567", "7"]
UTC = datetime.timezone.utc
START = datetime.datetime(2026, 1, 1, tzinfo=UTC)
END = datetime.datetime(2026, 2, 1, tzinfo=UTC)


def table(cost, time, tags):
    rows = len(COSTS)
    naive = time.tz is None if pa.types.is_timestamp(time) else False
    at = lambda moment: moment.replace(tzinfo=None) if naive else moment
    text = lambda moment: moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    moments = lambda moment: pa.array([text(moment) if pa.types.is_string(time) else at(moment)] * rows, time)
    if pa.types.is_decimal(cost):
        amounts = [decimal.Decimal(c).quantize(decimal.Decimal(1).scaleb(-cost.scale)) for c in COSTS]
    elif pa.types.is_floating(cost):
        amounts = [float(c) for c in COSTS]
    else:
        amounts = COSTS
    columns = {
        "ProviderName": pa.array(["AWS"] * rows).dictionary_encode(),
        "RegionId": pa.array(["us-east-1", "a,b", 'say "x"', None]),
        "ServiceCategory": pa.array(["Compute"] * rows),
        "BilledCost": pa.array(amounts, cost),
        "EffectiveCost": pa.array(amounts, cost),
        "BillingCurrency": pa.array(["USD"] * rows),
        "ChargeCategory": pa.array(["Usage"] * rows),
        "ChargePeriodStart": moments(START),
        "ChargePeriodEnd": moments(END),
        "Left out": pa.array([[1, 2], [], None, [3]]),
    }
    if tags:
        kind = pa.map_(pa.string(), pa.string())
        columns["Tags"] = pa.array([[("app", "shop"), ("x", None)], [], None, [("app", "mail")]], kind)
    return pa.table(columns)


def write(name, cost, time, tags=False, **options):
    pq.write_table(table(cost, time, tags), os.path.join(FOLDER, name), row_group_size=2, store_schema=False, **options)


def main():
    os.makedirs(FOLDER, exist_ok=True)
    write("decimal-38.parquet", pa.decimal128(38, 17), pa.timestamp("us"), tags=True, compression="snappy")
    write("double.parquet", pa.float64(), pa.timestamp("ms", "UTC"), tags=True, compression="zstd")
    write("text.parquet", pa.string(), pa.string(), compression="gzip", data_page_version="2.0")
    write("nanoseconds.parquet", pa.decimal256(60, 30), pa.timestamp("ns", "UTC"), compression="none", use_dictionary=False)
    write("old-times.parquet", pa.decimal128(20, 5), pa.timestamp("ns"), compression="snappy", use_deprecated_int96_timestamps=True)
    write("integer.parquet", pa.decimal128(18, 4), pa.timestamp("us", "UTC"), compression="snappy", store_decimal_as_integer=True)


sys.exit(main())
