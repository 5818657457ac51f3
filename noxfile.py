"""The sessions of this project: ``nox`` runs what has to hold for every change."""

from __future__ import annotations

import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nox

ROOT = Path(__file__).parent
PYTHONS = ["3.11", "3.12", "3.13"]
DATEUTILS = ["2.9", "4.0"]
JUDGES_ALONE = {"site_lighthouse.py", "site_rebuilds.py"}
"""Judges that need the machine to themselves: one holds pages to a time, of the other readers and a publisher race."""
BUSBOARD = "examples/tuyentruyen-busboard"

nox.needs_version = ">=2025.2.9"
nox.options.sessions = ["tests", "lint", "bare", "plugin"]
nox.options.default_venv_backend = "virtualenv"
nox.options.reuse_venv = "yes"
nox.options.stop_on_first_error = False


def _group(name: str) -> list[str]:
    return list(nox.project.dependency_groups(nox.project.load_toml(ROOT / "pyproject.toml"), name))


def _wheel(session: nox.Session, folder: str = ".") -> str:
    """Builds a wheel in the session's own folder, so that what is tested is what users get."""
    dist = Path(session.create_tmp()) / "dist" / Path(folder).name
    shutil.rmtree(dist, ignore_errors=True)
    session.run("python", "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(dist), str(ROOT / folder))
    (wheel,) = dist.glob("*.whl")
    return str(wheel.resolve())


def _install(session: nox.Session, *, extras: str = "", groups: tuple[str, ...] = ()) -> None:
    """Installs the wheel of this checkout, replacing an older one of the same version, and what goes with it."""
    wheel = _wheel(session)
    session.install("--quiet", "--force-reinstall", "--no-deps", wheel)
    session.install("--quiet", f"{wheel}{extras}", *(line for group in groups for line in _group(group)))


def _newest(session: nox.Session) -> bool:
    """Whether this is the newest of the Pythons found: slow tests and coverage run there alone."""
    return session.python == max((version for version in PYTHONS if _runs(version)), default="")


def _runs(version: str) -> bool:
    """Whether this Python is there; a program of its name alone may be no more than a signpost."""
    program = shutil.which(f"python{version}")
    return (
        program is not None and subprocess.run([program, "--version"], capture_output=True, check=False).returncode == 0
    )


def _has_holidays(session: nox.Session, dateutil: str) -> bool:
    """Installs this version of dateutil, and the public holidays where they allow it: they would bring back an older one."""
    extra = nox.project.load_toml(ROOT / "pyproject.toml")["project"]["optional-dependencies"]["holidays"]
    if dateutil.startswith("2."):
        session.install(f"python-dateutil=={dateutil}.*", *extra)
        return True
    session.run("python", "-m", "pip", "uninstall", "--quiet", "--yes", "holidays")
    session.install(f"python-dateutil=={dateutil}.*")
    return False


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """Test the built wheel on each Python found, with python-dateutil 2.9 and 4.0; public holidays with 2.9 alone."""
    newest = _newest(session)
    _install(session, extras="[cli,email,event,poster,testing,yaml]", groups=("test",))
    chosen = session.posargs or []
    for dateutil in DATEUTILS:
        left_out = "" if _has_holidays(session, dateutil) else " and not holidays"
        env = {"TUYENTRUYEN_TEST_DATEUTIL": dateutil, "TUYENTRUYEN_TEST_PYTHON": str(session.python)}
        measured = newest and dateutil == DATEUTILS[-1]
        if chosen:
            session.run("python", "-m", "pytest", "-m", f"(slow or not slow){left_out}", *chosen, env=env)
            continue
        # On all cores, but for what is held to a time.
        cores, measuring = ("-n", "auto", "--dist", "worksteal"), ("--cov", "--cov-report=") if measured else ()
        pytest = ("python", "-m", "pytest")
        session.run(*pytest, *cores, *measuring, "-m", f"not slow and not timed{left_out}", env=env)
        if measured:
            session.run(*pytest, *cores, "-m", f"slow and not timed{left_out}", env=env)
        session.run(*pytest, "-m", f"timed{left_out}" if measured else f"timed and not slow{left_out}", env=env)
        if measured:
            session.run("coverage", "report")


@nox.session
def lint(session: nox.Session) -> None:
    """Check style, format, types, floors and doors."""
    session.install("-e", ".[all]", *_group("lint"))
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("mypy")
    session.run("lint-imports")


@nox.session
def bare(session: nox.Session) -> None:
    """Use the core alone, without any extra: import it, make a feed, publish from Python."""
    _install(session)
    session.run("python", "-I", "-W", "error", "tests/bare.py")


@nox.session
def plugin(session: nox.Session) -> None:
    """Build the example plugin, install it as a stranger would, run its contract tests and a publish through it."""
    _install(session, extras="[cli,testing]")
    session.install("--quiet", "--force-reinstall", "--no-deps", _wheel(session, BUSBOARD))
    with session.chdir(session.create_tmp()):
        tests_of_plugin = str(ROOT / BUSBOARD / "tests")
        session.run("python", "-m", "pytest", "-c", str(ROOT / BUSBOARD / "pyproject.toml"), tests_of_plugin)


@nox.session(python=PYTHONS[0], default=False)
def lowest(session: nox.Session) -> None:
    """Test with the lowest versions of the dependencies that pyproject.toml allows."""
    project = nox.project.load_toml(ROOT / "pyproject.toml")["project"]
    extras = project["optional-dependencies"]
    lines = [
        *project["dependencies"],
        *(line for name in ("cli", "email", "event", "poster", "testing", "yaml") for line in extras[name]),
    ]
    floors = [line.replace(">=", "==") for line in lines]
    wheel = _wheel(session)
    session.install("--quiet", "--force-reinstall", "--no-deps", wheel)
    session.install(wheel, *(f"{pin}.*" for pin in floors), *_group("test"))
    session.run("python", "-m", "pytest", "-m", "not slow and not holidays", *session.posargs)


@nox.session(default=False)
def judges(session: nox.Session) -> None:
    """Let outside programs judge what is published: readers, validators, other parsers."""
    _install(session, extras="[cli,email,poster,yaml]", groups=("test",))
    scripts = sorted(
        path for path in (ROOT / ".ci" / "judges").glob("*") if os.access(path, os.X_OK) and path.is_file()
    )

    def judged(script: Path) -> None:
        env = {"PYTHON": str(Path(session.bin) / "python")}
        session.log("%s:\n%s", script.name, session.run(str(script), external=True, silent=True, env=env))

    with ThreadPoolExecutor(2) as pool:  # from the end of the alphabet, for those of sites take longest
        done = [pool.submit(judged, script) for script in reversed(scripts) if script.name not in JUDGES_ALONE]
    for one in done:
        one.result()
    for script in scripts:
        if script.name in JUDGES_ALONE:
            judged(script)


@nox.session(default=False)
def bench(session: nox.Session) -> None:
    """Measure the rows of docs/explanation/performance.md; ends 1 below a floor."""
    _install(session, extras="[cli,email,poster,testing]", groups=("bench",))
    session.run("python", "-m", "benchmarks", *session.posargs)


@nox.session(default=False)
def docs(session: nox.Session) -> None:
    """Build the documentation; a warning is an error."""
    _install(session, extras="[cli,email,testing]", groups=("docs",))
    session.run("sphinx-build", "-W", "--keep-going", "-q", "-b", "html", "docs", "docs/_build/html")


@nox.session(default=False)
def build(session: nox.Session) -> None:
    """Build sdist and wheel, install the wheel made from the sdist, and run its command."""
    session.install("build")
    dist = Path(session.create_tmp()) / "dist"
    shutil.rmtree(dist, ignore_errors=True)
    session.run("python", "-m", "build", "--outdir", str(dist), silent=True)
    (wheel,) = dist.glob("*.whl")
    session.install(f"{wheel}[cli]", "--force-reinstall")
    session.run("tuyentruyen", "--version")


@nox.session(default=False)
def messages(session: nox.Session) -> None:
    """Bring the Vietnamese catalogue up to date with what the code says; ends 1 while a translation is missing."""
    session.install(*_group("messages"))
    session.run("python", ".ci/messages.py")
