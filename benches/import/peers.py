"""Times the same aggregation of the same bill side by side: lockin, DuckDB on one thread, pandas.

`peers.py LOCKIN CHARGES.csv [RUNS]` prints, for each, the best of RUNS wall times with its processor time, MB/s of the file as it lies on the
disk, and the largest memory. All add up EffectiveCost of usage and purchases by provider, region and category;
lockin adds up exactly, also by host, and BilledCost too. Sums are compared to a cent.
"""

import json
import os
import subprocess
import sys
import time

DUCKDB = """
import duckdb, sys
db = duckdb.connect(config={"threads": 1})
db.execute("set enable_progress_bar = false")
db.execute(f"create view bill as select * from read_csv('{sys.argv[1]}', all_varchar=true, header=true) where ChargeCategory in ('Usage', 'Purchase')")
rows = db.execute("select ProviderName, RegionId, ServiceCategory, sum(EffectiveCost::decimal(38, 18)), sum(BilledCost::decimal(38, 18)) from bill group by 1, 2, 3").fetchall()
print(sum(row[3] for row in rows))
"""

PANDAS = """
import pandas, sys
columns = ["ProviderName", "RegionId", "ServiceCategory", "ChargeCategory", "EffectiveCost", "BilledCost"]
bill = pandas.read_csv(sys.argv[1], usecols=columns)
bill = bill[bill.ChargeCategory.isin(["Usage", "Purchase"])]
sums = bill.groupby(["ProviderName", "RegionId", "ServiceCategory"], dropna=False)[["EffectiveCost", "BilledCost"]].sum()
print(sums.EffectiveCost.sum())
"""


def measure(command, runs):
    """The best wall time, its processor time, the largest memory in MB, and what was printed."""
    best, memory = (float("inf"), 0), 0
    for _ in range(runs):
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.PIPE)
        out = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        if status:
            sys.exit(f"{command[0]} failed")
        best = min(best, (time.perf_counter() - start, used.ru_utime + used.ru_stime))
        memory = max(memory, used.ru_maxrss / 1024)
    return *best, memory, out.decode()


def main():
    lockin, bill = sys.argv[1:3]
    runs = int(sys.argv[3]) if len(sys.argv) > 3 else 3
    size = os.path.getsize(bill) / 1e6
    print(f"{size:.0f} MB, best of {runs}")
    sums = {}
    for name, command in [
        ("lockin", [lockin, "import", "focus", bill, "--cost", "effective", "--report", "json"]),
        ("DuckDB, one thread", [sys.executable, "-c", DUCKDB, bill]),
        ("pandas", [sys.executable, "-c", PANDAS, bill]),
    ]:
        wall, cpu, memory, out = measure(command, runs)
        sums[name] = float(json.loads(out)["spend"]["total"] if name == "lockin" else out)
        print(f"{name:20} {wall:7.2f} s  {cpu:7.2f} s of processor  {size / wall:7.0f} MB/s  {memory:7.0f} MB")
    if max(sums.values()) - min(sums.values()) > 0.01:
        sys.exit(f"the sums differ: {sums}")


main()
