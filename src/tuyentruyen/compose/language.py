"""The language of templates: a small part of Jinja, told by what it has, not by what it lacks.

A text is parsed into a tree, and every node of the tree has to be one of those named here. There are no calls, no macros, no
arithmetic, no imports; a loop and an include say beforehand what they cost. Only then is the tree compiled.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Collection, Mapping

from jinja2 import Environment, TemplateSyntaxError, meta, nodes
from jinja2.visitor import NodeTransformer

from tuyentruyen.compose.budget import STEPS_OF_TEMPLATE
from tuyentruyen.compose.faults import TemplateError
from tuyentruyen.compose.values import ROOTS
from tuyentruyen.planfile.templates import MAX_TEMPLATE
from tuyentruyen.wording import tr

MAX_DEPTH = 40
"""How many nodes stand in each other, at most."""
MAX_LOOPS = 6
"""How many loops stand in each other, at most."""
MAX_NODES = 5_000
"""Nodes of one text, at most."""
FILTERS = (
    "official_date", "short_date", "official_count", "lower", "upper", "capitalize", "trim", "replace", "join", "length",
    "first", "last", "default",
)  # fmt: skip
TESTS = ("defined",)
_WHAT = "{{ … }}, {% if … %}, {% for … in … %}, {% set … %}, {% include … %}"
_PLAIN = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Tuple, nodes.List, nodes.CondExpr, nodes.Getattr,
    nodes.Getitem, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Concat, nodes.If, nodes.Assign,
)  # fmt: skip
_WORDS: Mapping[str, Callable[[], str]] = {
    "Call": lambda: tr("nothing can be called in a template"),
    "Macro": lambda: tr("a template has no macros"),
    "CallBlock": lambda: tr("a template has no macros"),
    "Slice": lambda: tr("a template cannot cut texts"),
    "Import": lambda: tr("a template imports nothing; include a text instead"),
    "FromImport": lambda: tr("a template imports nothing; include a text instead"),
    "Extends": lambda: tr("a template extends no other; include a text instead"),
    "Block": lambda: tr("a template has no blocks"),
    "AssignBlock": lambda: tr("a template has no blocks"),
    "FilterBlock": lambda: tr("a template has no blocks"),
}


def parsed(
    environment: Environment, text: str, *, name: str, files: Collection[str], own: Collection[str] = ()
) -> nodes.Template:
    """A text as a tree in which everything is allowed.

    Args:
        environment: Of Jinja.
        text: What stands in the file.
        name: The file, as it is told.
        files: Names of the texts that may be included.
        own: Names that stand for values besides those that every template has.

    Raises:
        TemplateError: The text is broken, or uses what is not allowed. ``file`` is the line in the text as a number.
    """
    if len(text) > MAX_TEMPLATE:
        what = tr("it holds {length} characters, more than {most}", length=len(text), most=MAX_TEMPLATE)
        raise _fault(1, what, code="TT224")
    try:
        tree = environment.parse(text, name, name)
        _within_bounds(tree)
        _allowed(tree, files)
        _known(tree, meta.find_undeclared_variables(tree), own)
    except TemplateSyntaxError as fault:
        raise _fault(fault.lineno, tr("this is no template: {why}", why=fault.message)) from None
    except RecursionError:
        raise _fault(1, tr("brackets or blocks stand in each other too deeply")) from None
    except TemplateError:
        raise
    except (ValueError, OverflowError):
        raise _fault(1, tr("there is a number that is too long")) from None
    return tree


def _fault(line: int | None, text: str, mend: str = "", code: str = "TT221") -> TemplateError:
    return TemplateError(code, text, mend or tr("write only {what}", what=_WHAT), str(line or 1))


def _within_bounds(tree: nodes.Template) -> None:
    """Refuse a tree that is too deep or too large for what walks it afterwards."""
    waiting: list[tuple[nodes.Node, int, int]] = [(tree, 0, 0)]
    count = 0
    while waiting:
        node, depth, loops = waiting.pop()
        count += 1
        loops += isinstance(node, nodes.For)
        if depth > MAX_DEPTH or loops > MAX_LOOPS:
            raise _fault(node.lineno, tr("brackets or blocks stand in each other too deeply"))
        if count > MAX_NODES:
            raise _fault(node.lineno, tr("the template has more than {most} parts", most=MAX_NODES), code="TT224")
        waiting += [(child, depth + 1, loops) for child in node.iter_child_nodes()]


def _allowed(tree: nodes.Template, files: Collection[str]) -> None:
    """Refuse every node that is not named above."""
    waiting: list[nodes.Node] = [tree]
    while waiting:
        node = waiting.pop()
        _one_allowed(node, files)
        waiting += node.iter_child_nodes()


def _one_allowed(node: nodes.Node, files: Collection[str]) -> None:
    if isinstance(node, (nodes.Name, nodes.Tuple)):
        _name_allowed(node)
    elif isinstance(node, nodes.Const):
        if isinstance(node.value, float) and not math.isfinite(node.value):
            raise _fault(node.lineno, tr("there is a number that is too long"))
    elif isinstance(node, (nodes.Filter, nodes.Test)):
        _word_allowed(node)
    elif isinstance(node, nodes.For):
        if node.recursive:
            raise _fault(node.lineno, tr("a loop cannot call itself"))
    elif isinstance(node, nodes.Include):
        _include_allowed(node, files)
    elif not isinstance(node, _PLAIN):
        kind = type(node).__name__
        said = _WORDS.get(kind)
        raise _fault(node.lineno, said() if said else tr("a template cannot do this ({kind})", kind=kind))


def _name_allowed(node: nodes.Name | nodes.Tuple) -> None:
    if isinstance(node, nodes.Tuple):
        if node.ctx == "store":
            raise _fault(node.lineno, tr("a loop and a set give one name each"))
    elif node.ctx == "store" and node.name in (*ROOTS, "loop"):
        raise _fault(node.lineno, tr("{name} is a name that every template has; choose another", name=node.name))
    elif node.name == "self":
        raise _fault(node.lineno, tr("there is no name {name}", name=repr(node.name)), code="TT222")


def _word_allowed(node: nodes.Filter | nodes.Test) -> None:
    known = FILTERS if isinstance(node, nodes.Filter) else TESTS
    if node.name not in known:
        what = (
            tr("there is no filter {name}", name=repr(node.name[:60]))
            if isinstance(node, nodes.Filter)
            else tr("there is no test {name}", name=repr(node.name[:60]))
        )
        raise _fault(node.lineno, what, nearest(node.name, known), "TT222")
    if node.kwargs or node.dyn_args or node.dyn_kwargs or node.node is None:
        raise _fault(node.lineno, tr("{name} takes plain values only", name=node.name))


def _include_allowed(node: nodes.Include, files: Collection[str]) -> None:
    if not isinstance(node.template, nodes.Const) or not isinstance(node.template.value, str):
        raise _fault(node.lineno, tr("what is included is named in quotation marks, not worked out"), code="TT225")
    if node.template.value not in files:
        what = tr("{name} is not among the files that the front matter includes", name=repr(node.template.value[:60]))
        mend = tr("add it to include = […] at the top of the template; it must lie in templates/")
        raise _fault(node.lineno, what, mend, "TT225")
    if node.ignore_missing or not node.with_context:
        raise _fault(node.lineno, tr("an include has no options"))


def _known(tree: nodes.Template, names: Collection[str], own: Collection[str]) -> None:
    """Refuse a name that stands for nothing."""
    known = (*ROOTS, *own)
    strange = {name for name in names if name not in known}
    for node in tree.find_all(nodes.Name) if strange else ():
        if node.name in strange:
            what = tr("there is no name {name}", name=repr(node.name[:60]))
            raise _fault(node.lineno, what, nearest(node.name, known), "TT222")


def nearest(name: str, known: Collection[str]) -> str:
    """What to write instead: the nearest name, or all there are."""
    if near := difflib.get_close_matches(name[:60], known, 1):
        return tr("did you mean {near!r}?", near=near[0])
    names = sorted(known)
    return tr("there are: {known}", known=", ".join(names[:20]) + (", …" if len(names) > 20 else ""))


def included(tree: nodes.Template) -> tuple[tuple[str, int], ...]:
    """The texts that a tree includes, each with the line where it does."""
    return tuple((node.template.value, node.lineno) for node in tree.find_all(nodes.Include))  # type: ignore[attr-defined]


def weight(node: nodes.Node, weights: Mapping[str, int]) -> int:
    """How many steps a node takes, but for the bodies of loops, which are counted when they begin."""
    if isinstance(node, nodes.TemplateData):
        return 1 + len(node.data) // 100
    if isinstance(node, nodes.For):
        return 1 + weight(node.iter, weights)
    own = 1
    if isinstance(node, nodes.Include):
        own += weights[node.template.value]  # type: ignore[attr-defined]
    return min(own + sum(weight(child, weights) for child in node.iter_child_nodes()), STEPS_OF_TEMPLATE + 1)


class Counting(NodeTransformer):
    """Puts the counting of steps and characters into a tree."""

    def __init__(self, weights: Mapping[str, int]) -> None:
        self._weights = weights

    def visit_For(self, node: nodes.For) -> nodes.For:  # noqa: N802 - named after the node
        """A loop counts its rounds before it begins."""
        inside = [*node.body, *node.else_, *([node.test] if node.test else [])]
        steps = 1 + sum(weight(part, self._weights) for part in inside)
        self.generic_visit(node)
        node.iter = _filter("_counted", node.iter, [nodes.Const(steps, lineno=node.lineno)])
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Filter:  # noqa: N802 - named after the node
        """Texts that are joined are counted."""
        self.generic_visit(node)
        return _filter("_joined", node.nodes[0], node.nodes[1:])

    def visit_Compare(self, node: nodes.Compare) -> nodes.Compare:  # noqa: N802 - named after the node
        """What is compared is counted: lists that hold each other would be walked for ever."""
        self.generic_visit(node)
        node.expr = _filter("_compared", node.expr, [])
        for operand in node.ops:
            operand.expr = _filter("_compared", operand.expr, [])
        return node

    def visit_CondExpr(self, node: nodes.CondExpr) -> nodes.CondExpr:  # noqa: N802 - named after the node
        """Where nothing is said for the other case, nothing is shown."""
        self.generic_visit(node)
        if node.expr2 is None:
            node.expr2 = nodes.Const("", lineno=node.lineno)
        return node


def _filter(name: str, value: nodes.Node, arguments: list[nodes.Expr]) -> nodes.Filter:
    return nodes.Filter(value, name, arguments, [], None, None, lineno=value.lineno)
