"""Count a folder of Parquet over Spark Connect, in a process of its own; see `test_engines`."""

import sys

from awkward import CLUSTERED
from pyspark.sql import SparkSession

from everyhue.metrics.groups import count_groups

if __name__ == "__main__":
    spark = (
        SparkSession.builder.remote("local[2]").config("spark.driver.memory", "1g")
        .config("spark.log.level", "ERROR").config("spark.sql.shuffle.partitions", "3")
        .config("spark.sql.session.timeZone", "America/New_York").getOrCreate()
    )  # fmt: skip
    assert "connect" in type(spark).__module__, type(spark)
    count_groups(spark.read.parquet(sys.argv[1]), CLUSTERED).save(sys.argv[2])
    spark.stop()
