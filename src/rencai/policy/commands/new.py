"""`rencai policy new`: the beginning of a pack, or of a measure in it."""

from __future__ import annotations

from pathlib import Path

from rencai.command import argument, command, option
from rencai.messages import Message
from rencai.policy.scaffold import FIRST_MEASURE, new_measure, new_pack
from rencai.prose import Line
from rencai.terminal import print_lines, say


@command(
    "new",
    about=Message(
        "Begins a pack in a new folder, with one draft measure, its facts, numbers and cases; or adds"
        " such a measure to a pack that is there. What it writes passes check and test."
    ),
    examples=("rencai policy new my-city", "rencai policy new my-city --measure moving-grant"),
)
@argument("folder", about=Message("the pack's folder"))
@option("--measure", default="", metavar="NAME", about=Message("name of the measure, such as moving-grant"))
def new(folder: str, measure: str) -> None:
    path = Path(folder)
    adding = (path / "pack.yaml").is_file()
    files = (new_measure if adding else new_pack)(path, measure or FIRST_MEASURE)
    head = (
        say("Added to the pack {folder}:", folder=folder)
        if adding
        else say("A pack was begun in {folder}:", folder=folder)
    )
    steps = (
        f"rencai policy check {folder}",
        f"rencai policy test {folder}",
        f"rencai policy explain {folder} --drafts",
    )
    print_lines(
        [
            Line("text", head, state="met"),
            *(Line("item", str(file), 1, "·") for file in files),
            Line("text", say("Next:")),
            *(Line("text", step, 1) for step in steps),
        ]
    )
