"""Writes a FOCUS 1.2 Cost and Usage export of so many rows, always the same: `generate.py ROWS > charges.csv`.

Columns, widths and the mix of charges are those of real exports: 57 columns, some 900 bytes a row, ids and tags of
full length, hourly charge periods over a month, costs with up to 12 decimals, 2 % of them tax, purchases or credits.
"""

import random
import sys

COLUMNS = """AvailabilityZone BilledCost BillingAccountId BillingAccountName BillingAccountType BillingCurrency
BillingPeriodEnd BillingPeriodStart CapacityReservationId CapacityReservationStatus ChargeCategory ChargeClass
ChargeDescription ChargeFrequency ChargePeriodEnd ChargePeriodStart CommitmentDiscountCategory CommitmentDiscountId
CommitmentDiscountName CommitmentDiscountQuantity CommitmentDiscountStatus CommitmentDiscountType
CommitmentDiscountUnit ConsumedQuantity ConsumedUnit ContractedCost ContractedUnitPrice EffectiveCost InvoiceId
InvoiceIssuerName ListCost ListUnitPrice PricingCategory PricingCurrency PricingCurrencyContractedUnitPrice
PricingCurrencyEffectiveCost PricingCurrencyListUnitPrice PricingQuantity PricingUnit ProviderName PublisherName
RegionId RegionName ResourceId ResourceName ResourceType ServiceCategory ServiceName ServiceSubcategory SkuId SkuMeter
SkuPriceDetails SkuPriceId SubAccountId SubAccountName SubAccountType Tags""".split()

PROVIDERS = {
    "AWS": ["us-east-1", "us-west-2", "eu-west-1", "eu-central-1", "ap-southeast-1"],
    "Microsoft": ["eastus", "westus2", "westeurope", "southeastasia"],
    "Google Cloud": ["us-central1", "europe-west1"],
}
SERVICES = [
    ("Compute", "Virtual Machines", "Virtual Machines"),
    ("Compute", "Serverless Functions", "Serverless Compute"),
    ("Storage", "Object Storage", "Object Storage"),
    ("Databases", "Relational Database", "Relational Databases"),
    ("Networking", "Content Delivery", "Content Delivery"),
    ("Management and Governance", "Monitoring", "Observability"),
]


def row(random, hour):
    provider = random.choice(list(PROVIDERS))
    region = random.choice(PROVIDERS[provider])
    category, service, subcategory = random.choice(SERVICES)
    account = random.randrange(40)
    resource = random.randrange(20_000)
    charge = random.choices(["Usage", "Tax", "Purchase", "Credit"], [98, 1, 0.5, 0.5])[0]
    cost = random.lognormvariate(-3, 2)
    billed = -cost if charge == "Credit" else cost
    effective = 0 if charge == "Purchase" else billed * random.choice([1, 1, 1, 0.9])
    day, hour = divmod(hour, 24)
    start = f"2026-05-{day + 1:02}T{hour:02}:00:00Z"
    end = f"2026-05-{day + 1:02}T{hour + 1:02}:00:00Z" if hour < 23 else f"2026-{5 + (day == 30):02}-{(day + 1) % 31 + 1:02}T00:00:00Z"
    values = {
        "AvailabilityZone": region + "a",
        "BilledCost": f"{billed:.12f}",
        "BillingAccountId": "000123456789",
        "BillingAccountName": "Example Holding, Inc.",
        "BillingAccountType": "BillingAccount",
        "BillingCurrency": "USD",
        "BillingPeriodEnd": "2026-06-01T00:00:00Z",
        "BillingPeriodStart": "2026-05-01T00:00:00Z",
        "ChargeCategory": charge,
        "ChargeDescription": f"{service} in {region}, per hour of use",
        "ChargeFrequency": "Usage-Based",
        "ChargePeriodEnd": end,
        "ChargePeriodStart": start,
        "ConsumedQuantity": f"{cost * 7:.4f}",
        "ConsumedUnit": "Hours",
        "ContractedCost": f"{billed:.12f}",
        "ContractedUnitPrice": "0.1000000000",
        "EffectiveCost": f"{effective:.12f}",
        "InvoiceId": "INV-2026-05-0001",
        "InvoiceIssuerName": provider,
        "ListCost": f"{billed * 1.2:.12f}",
        "ListUnitPrice": "0.1200000000",
        "PricingCategory": "Standard",
        "PricingCurrency": "USD",
        "PricingCurrencyContractedUnitPrice": "0.1000000000",
        "PricingCurrencyEffectiveCost": f"{effective:.12f}",
        "PricingCurrencyListUnitPrice": "0.1200000000",
        "PricingQuantity": f"{cost * 7:.4f}",
        "PricingUnit": "Hours",
        "ProviderName": provider,
        "PublisherName": provider,
        "RegionId": "" if charge == "Tax" else region,
        "RegionName": "" if charge == "Tax" else f"Region {region}",
        "ResourceId": f"/accounts/{account:012}/regions/{region}/services/{subcategory.replace(' ', '')}/resources/r-{resource:016x}",
        "ResourceName": f"resource-{resource}",
        "ResourceType": "Instance",
        "ServiceCategory": category,
        "ServiceName": service,
        "ServiceSubcategory": subcategory,
        "SkuId": f"SKU-{category[:3].upper()}-{account % 7:04}",
        "SkuMeter": "Compute hours",
        "SkuPriceDetails": '"{""InstanceType"":""m7.large"",""OperatingSystem"":""Linux""}"',
        "SkuPriceId": f"SKU-{category[:3].upper()}-{account % 7:04}-OD",
        "SubAccountId": f"{account:012}",
        "SubAccountName": f"Team {account}",
        "SubAccountType": "Account",
        "Tags": f'"{{""application"":""app-{account % 12}"",""environment"":""prod"",""cost-center"":""{1000 + account}""}}"',
    }
    if "," in values["ChargeDescription"]:
        values["ChargeDescription"] = f'"{values["ChargeDescription"]}"'
    values["BillingAccountName"] = f'"{values["BillingAccountName"]}"'
    return ",".join(values.get(column, "") for column in COLUMNS)


def main():
    rows = int(sys.argv[1])
    random_ = random.Random(1)
    out = sys.stdout
    out.write(",".join(COLUMNS) + "\n")
    for n in range(rows):
        # Exports are sorted by time, more or less.
        out.write(row(random_, n * 744 // rows) + "\n")


main()
