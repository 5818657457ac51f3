#!/usr/bin/env python3
"""check-jsonschema, ajv and taplo judge plan files by the schema; their verdicts have to be the loader's.

Over `tests/faults`: the structural faults are refused by all, the good files by none, in their JSON form. Over the examples:
all agree that they are good, as TOML too. Files in YAML are read by check-jsonschema itself besides. What taplo shows in an editor is
told of a plan with a wrong key, a wrong word or a wrong kind of value, each by its name, and nothing of the plan without them.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PYTHON = os.environ.get("PYTHON", sys.executable)
if Path(PYTHON).absolute() != Path(sys.executable).absolute():
    os.execv(PYTHON, [PYTHON, *sys.argv])  # the environment that has the library

from ruamel.yaml import YAML  # noqa: E402

from tuyentruyen.errors import PlanError  # noqa: E402
from tuyentruyen.planfile import read_plan, schema, unstructure  # noqa: E402
from tuyentruyen.plugins.manager import Plugins  # noqa: E402

WORK = ROOT / "build" / "judges" / "schema"
EXAMPLES = [ROOT / "examples" / name for name in ("ha-noi-2022", "ha-noi-2026-mau")]
PACKAGES = ["ajv@8.20.0", "@taplo/cli@0.7.0"]
PLANTED = (
    ('form = "co-so"\nthemes', 'forn = "co-so"\nform = "co-so"\nthemes', "forn"),
    ('kinds = ["grassroots"]', 'kinds = ["loa"]', "grassroots"),
    ("since = 2022-03-28", 'since = "28/3/2022"', "28/3/2022"),
    ('every = "week"', 'every = "fortnight"', "fortnight"),
    ("until = 2022-12-31", "until = 2022-12-31\ncalendar = { shft = true }", "shft"),
    ('backend = "rss"', 'backend = "rss"\nsettings = { fulltext = 5 }', "fulltext"),
)
"""What is put into a sound plan, and the word by which taplo has to tell it."""
AJV = """
import { readFileSync } from "node:fs";
import Ajv from "ajv/dist/2020.js";
const [schema, ...files] = process.argv.slice(2);
const read = (file) => JSON.parse(readFileSync(file, "utf8"));
const ajv = new Ajv({ strict: false, formats: { date: true } });
const judge = ajv.compile(read(schema));
for (const file of files) console.log(JSON.stringify([file, judge(read(file))]));
"""


def run(*command: str | Path, **more: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=False, cwd=WORK, **more
    )


def as_json(path: Path) -> object:
    if path.suffix == ".json":
        return json.loads(path.read_bytes())
    text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    return tomllib.loads(text) if path.suffix == ".toml" else YAML(typ="safe", pure=True).load(text)


def is_good(path: Path) -> bool:
    try:
        read_plan(path)
    except PlanError:
        return False
    return True


def installed_tools() -> subprocess.CompletedProcess[str]:
    WORK.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(WORK / "files", ignore_errors=True)
    (WORK / "files").mkdir()
    (WORK / "package.json").write_text('{"private": true}\n')
    return run("npm", "install", "--no-audit", "--no-fund", "--silent", *PACKAGES)


def told_by_taplo() -> int:
    """Faults of a plan that taplo, which editors run, does not tell by name; and whether it says anything of the sound plan."""
    sound = (ROOT / "tests" / "faults" / "good" / "small.toml").read_text("utf-8")
    line = f"#:schema ./{(WORK / 'plan.schema.json').name}\n"
    (WORK / "sound.toml").write_text(line + sound)
    missed = 0
    if run("npx", "taplo", "lint", "sound.toml").returncode:
        print("taplo finds a fault in a sound plan that names its schema")
        missed += 1
    for before, after, told in PLANTED:
        assert sound.count(before) == 1, before
        (WORK / "planted.toml").write_text(line + sound.replace(before, after))
        done = run("npx", "taplo", "lint", "planted.toml")
        said = done.stdout + done.stderr
        if done.returncode == 0 or told not in said:
            print("taplo does not tell", told, "of", after, said)
            missed += 1
    return missed


def main() -> int:
    done = installed_tools()
    if done.returncode:
        print(done.stdout, done.stderr)
        return 1
    installed = Plugins.installed()
    settings = {name: backend.settings for name, backend in installed.backends.items()}
    (WORK / "plan.schema.json").write_text(json.dumps(schema(settings), ensure_ascii=False, indent=1))

    loader: dict[str, bool] = {}
    wanted: dict[str, bool] = {}
    sources = [path for kind in ("structure", "good") for path in sorted((ROOT / "tests" / "faults" / kind).iterdir())]
    for source in sources:
        copy = WORK / "files" / f"{source.parent.name}.{source.name}.json"
        copy.write_text(json.dumps(as_json(source), ensure_ascii=False, default=lambda value: value.isoformat()))
        loader[copy.name] = is_good(source)
        wanted[copy.name] = source.parent.name == "good"
        if source.suffix in (".yaml", ".yml"):
            own = WORK / "files" / f"{source.parent.name}.{source.name}"
            shutil.copy(source, own)
            loader[own.name], wanted[own.name] = loader[copy.name], wanted[copy.name]
    for folder in EXAMPLES:
        example = WORK / "files" / f"good.{folder.name}.json"
        example.write_text(json.dumps(unstructure(read_plan(folder)), ensure_ascii=False))
        loader[example.name] = wanted[example.name] = True
    files = [WORK / "files" / name for name in loader]

    done = run(PYTHON, "-m", "check_jsonschema", "--schemafile", "plan.schema.json", "-o", "json", *files)
    refused = {Path(error["filename"]).name for error in json.loads(done.stdout)["errors"]}
    refused |= {Path(error["filename"]).name for error in json.loads(done.stdout).get("parse_errors", [])}
    check_jsonschema = {name: name not in refused for name in loader}

    (WORK / "judge.mjs").write_text(AJV)
    in_json = [file for file in files if file.suffix == ".json"]
    done = run("node", "judge.mjs", "plan.schema.json", *in_json)
    ajv = {Path(file).name: verdict for file, verdict in map(json.loads, done.stdout.splitlines())}
    if len(ajv) != len(in_json):
        print("ajv:", done.stderr)
        return 1

    differ = 0
    for name, verdict in loader.items():
        verdicts = {"loader": verdict, "check-jsonschema": check_jsonschema[name], "ajv": ajv.get(name, verdict)}
        if set(verdicts.values()) != {wanted[name]}:
            differ += 1
            print(name, "should be", "good:" if wanted[name] else "refused:", verdicts)

    parts = schema(settings)
    del parts["required"]  # included files hold named tables only
    (WORK / "part.schema.json").write_text(json.dumps(parts, ensure_ascii=False))
    included = [path for folder in EXAMPLES for path in sorted(folder.glob("*.toml")) if path.name != "plan.toml"]
    good = [ROOT / "tests" / "faults" / "good" / name for name in ("least.toml", "small.toml", "every-way.toml")]
    for expected, asked, paths in (
        (True, "plan.schema.json", [*(folder / "plan.toml" for folder in EXAMPLES), *good]),
        (True, "part.schema.json", included),
        (False, "plan.schema.json", [ROOT / "tests" / "faults" / "structure" / "plan-key-unknown.toml"]),
    ):
        done = run("npx", "taplo", "lint", "--schema", f"file://{WORK / asked}", *paths)
        if (done.returncode == 0) is not expected:
            differ += 1
            print("taplo:", [path.name for path in paths], done.stdout, done.stderr)
    differ += told_by_taplo()
    bad = sum(not good for good in wanted.values())
    print(
        f"schema: {bad} faulty and {len(wanted) - bad} good files; loader, check-jsonschema and ajv agree on all but {differ}; taplo passes both examples and tells {len(PLANTED)} planted faults"
    )
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
