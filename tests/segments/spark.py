"""Spark on this machine as on a real cluster: a master and two workers, each a process."""

import logging
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pytest

from guisu.know.segments.population import Population
from tests.ports import free_port
from tests.segments import worlds
from tests.segments.benches import Rows, said

HERE = "127.0.0.1"
WORKERS = 2
SECONDS_TO_START = 180
# Instants without a zone, as the warehouse has them; few pieces, for the worlds are small.
SETTINGS = {
    "spark.driver.host": HERE,
    "spark.driver.bindAddress": HERE,
    "spark.executor.memory": "512m",
    "spark.ui.enabled": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.sql.shuffle.partitions": str(WORKERS),
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.autoBroadcastJoinThreshold": "-1",
}


class Spark:
    def __init__(self, session: Any) -> None:
        self._session = session
        self._backend: Any = ibis.pyspark.connect(session)

    def filled(self, tables: Mapping[str, pa.Table]) -> Population:
        for name, rows in tables.items():
            self._session.createDataFrame(rows).createOrReplaceTempView(name)
        return worlds.population({each.name: said(each) for each in worlds.shapes()}.__getitem__)

    def rows(self, asked: ir.Table) -> Rows:
        found = self._session.sql(self._backend.compile(asked)).collect()
        return [row.asDict() for row in found]


@contextmanager
def cluster() -> Iterator[Spark]:
    """A cluster that lives as long as the block. Skips where PySpark or Java is absent."""
    pyspark = pytest.importorskip("pyspark", reason="PySpark is not installed")
    sql = pytest.importorskip("pyspark.sql")
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("Spark needs Java, which is not installed")
    home = Path(pyspark.__file__).parent
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="guisu-spark-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        port = free_port()
        address = f"spark://{HERE}:{port}"
        master = ["Master", "--host", HERE, "--port", str(port), "--webui-port", "0"]
        log = stack.enter_context(_running(home, folder, master))
        for number in range(WORKERS):
            worker = ["Worker", "--host", HERE, "--cores", "1", "--memory", "1g"]
            own = ["--webui-port", "0", "--work-dir", str(folder / f"work{number}"), address]
            stack.enter_context(_running(home, folder, [*worker, *own]))
        _wait_for(log)
        asked = sql.SparkSession.builder.master(address).appName("segments")
        session = asked.config(map=SETTINGS).getOrCreate()
        stack.callback(session.stop)
        session.sparkContext.setLogLevel("ERROR")
        logging.getLogger("py4j").setLevel(logging.ERROR)
        yield Spark(session)


@contextmanager
def _running(home: Path, folder: Path, command: list[str]) -> Iterator[Path]:
    """A process of the cluster; gives the file that it writes about itself into."""
    kind, *options = command
    log = Path(tempfile.mkstemp(prefix=kind, suffix=".log", dir=folder)[1])
    own = {"SPARK_HOME": str(home), "SPARK_LOCAL_IP": HERE, "SPARK_DAEMON_MEMORY": "512m"}
    with log.open("wb") as written:
        process = subprocess.Popen(  # noqa: S603 - the tests' own cluster
            [
                str(home / "bin" / "spark-class"),
                f"org.apache.spark.deploy.{kind.lower()}.{kind}",
                *options,
            ],
            env={**os.environ, **own},
            stdout=written,
            stderr=written,
        )
    try:
        yield log
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(log: Path) -> None:
    """Until the master knows of all workers."""
    for _ in range(SECONDS_TO_START * 5):
        if log.read_text().count("Registering worker") == WORKERS:
            return
        time.sleep(0.2)
    pytest.fail(f"Spark did not start: {log.read_text()[-2000:]}")
