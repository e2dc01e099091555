from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from tests.thidua.store import samples
from tests.thidua.store.test_upgrading import first_version
from thidua.audit import audit
from thidua.commands import main
from thidua.store.schema import SCHEMA_VERSION


def test_an_older_record_is_named_with_the_command_that_helps_and_the_command_helps(tmp_path: Path) -> None:
    path = first_version(tmp_path / "record.db").path
    runner = CliRunner()

    refused = runner.invoke(main, ["history", "show", "ba-lan", "--db", str(path)])
    assert refused.exit_code == 1
    assert "Bring it up to date with: thidua upgrade" in refused.stderr

    done = runner.invoke(main, ["upgrade", "--db", str(path), "--json"])
    assert json.loads(done.stdout) == {
        "before": 1,
        "after": SCHEMA_VERSION,
        "copy": str(tmp_path / "record.db.v1"),
    }
    assert audit(path).findings == ()
    assert runner.invoke(main, ["history", "show", "ba-lan", "--db", str(path)]).exit_code == 0


def test_a_record_that_is_up_to_date_is_left_alone(tmp_path: Path) -> None:
    path = samples.whole(tmp_path / "record.db").path

    done = CliRunner().invoke(main, ["upgrade", "--db", str(path)])

    assert (done.exit_code, done.stderr) == (0, f"{path} is up to date\n")
