"""How soon does the picture follow? gdwidgets beside what a user would write instead.

    python -m benchmarks.interaction                          three rounds, about ten minutes
    python -m benchmarks.interaction --rounds 1 --only gdwidgets ipycanvas

Each contestant gets a page and a kernel of its own in one JupyterLab and one Chromium. An
input is timed from its event's own timestamp to the first task after a paint in which the
picture's pixels differ. On a page slowed to a quarter, as on a classroom's laptop, reading the
pixels would cost more than the picture: there it is the first paint after something was drawn.
Absolute times depend on the machine: compare figures of one session
only. gdwidgets is compiled to bytecode first, as pip has done with the packages beside it. A
whole session is written to benchmarks/interaction.md.
"""

from __future__ import annotations

import argparse
import compileall
import statistics
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import psutil
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from playwright.sync_api import sync_playwright

from benchmarks.contestants import CONTESTANTS, Contestant
from benchmarks.report import report
from tests.browser.lab import CHROMIUM_FLAGS, LabServer, Notebook, find_chromium

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

HERE = Path(__file__).parent
PRESSES = 36
DRAG = [*range(1, 31), *reversed(range(30))]  # 60 positions: up and down again
DRAG_INTERVAL = 1000 / 30  # ms
PLAYED = 2500  # ms of playback that are watched
LATE = 1.5 * 1000 / 60  # ms between two pictures from which on a frame was missed
CLICKS = 12
THROTTLE = 4
"""How many times slower the page is for the figures of a slow laptop."""

ANSWERED = """gdlab.traffic.some(({ direction, bytes, at }) =>
    direction === "received" && bytes > 5000 && at > gdbench.pressed)"""
"""Whether runs have come since the last press: a message of that size holds nothing else."""

Figures = dict[str, float]


class Run:
    """One contestant in one round: every method measures one thing."""

    def __init__(self, contestant: Contestant, nb: Notebook, rng: np.random.Generator) -> None:
        self.it, self.nb, self.page, self.rng = contestant, nb, nb.page, rng
        self.page.add_script_tag(path=HERE / "measure.js")
        self.page.evaluate("gdbench.countDrawings()")
        self.by_pixels = True
        self.kernel = psutil.Process(int(nb.python("import os; print(os.getpid())")))

    def all_figures(self) -> Figures:
        """Measure everything; the kernel is dead afterwards."""
        figures = self.first_picture("fresh kernel") | self.first_picture("run again")
        figures |= self.set_up() | self.slider() | self.drag()
        if self.it.contour:
            figures |= self.new_start(self.it.contour)
            figures |= self.start_drag(self.it.contour)
        figures |= self.playback("") | self.slow_laptop()
        self.nb.run_cell(1, wait=False)
        figures |= self.playback(" busy")
        self.nb.interrupt()
        self.nb.kernel_shutdown()
        return figures | self.playback(" dead")

    def first_picture(self, when: str) -> Figures:
        """From running the cell to its first whole picture."""
        self._quiet()
        self.nb.reset_traffic()
        self.page.evaluate(
            "([path, picture]) => gdbench.runToPicture(path, 0, picture)",
            [self.nb.path, self.it.whole],
        )
        self.page.wait_for_function("gdbench.pictured !== null")
        self.nb.wait_idle()
        return {f"first picture, {when}": self.page.evaluate("gdbench.pictured")}

    def set_up(self) -> Figures:
        """Wait until the last cell run has sent all that it wants to send."""
        self._quiet()
        return {"set up": self.nb.traffic("received")[0] / 1000}

    def slider(self) -> Figures:
        """One press of an arrow key after the other, at random phases of the frame."""
        self.page.mouse.click(*self._place(12))
        self._watch()
        handle = self.page.locator(self.it.slider).first
        handle.focus()
        self.nb.reset_traffic()
        busy = self._cpu()
        latencies = []
        for press in range(PRESSES):
            seen = self._count()
            handle.press("ArrowRight" if press % 24 < 12 else "ArrowLeft")
            self.page.wait_for_function("n => gdbench.changes.length > n", arg=seen)
            latencies.append(
                self.page.evaluate("n => gdbench.changes[n] - gdbench.inputs.at(-1)", seen)
            )
            self._settle(100)
        return {
            "slider median": statistics.median(latencies),
            "slider p95": float(np.percentile(latencies, 95)),
            "slider CPU": 1000 * (self._cpu() - busy) / PRESSES,
            "slider kB sent": self.nb.traffic("sent")[0] / PRESSES / 1000,
            "slider kB received": self.nb.traffic("received")[0] / PRESSES / 1000,
        }

    def drag(self) -> Figures:
        """Drag the slider's handle over 60 positions, 30 a second."""
        self._watch()
        self.page.mouse.click(*self._place(0))
        self._settle(500)
        self.page.mouse.down()
        began = self.page.evaluate("performance.now()")
        for number, position in enumerate(DRAG):
            due = began + number * DRAG_INTERVAL - self.page.evaluate("performance.now()")
            if due > 0:
                self.page.wait_for_timeout(due)
            self.page.mouse.move(*self._place(position))
        self._settle(500)
        seen = self.page.evaluate("({ inputs: gdbench.inputs, changes: gdbench.changes })")
        self.page.mouse.up()
        self._settle(300)
        moves = [at for at in seen["inputs"] if at >= began]
        shown = [at for at in seen["changes"] if at >= moves[0]]
        return {"drag pictures": len(shown), "drag lag": shown[-1] - moves[-1]}

    def new_start(self, contour: str) -> Figures:
        """Click into the contour: what only the kernel can compute."""
        box = self.page.locator(contour).bounding_box()
        assert box is not None
        self._watch()
        latencies, ways = [], []
        for across, down in self.rng.uniform(0.3, 0.7, (CLICKS, 2)):
            seen = self._count()
            self.nb.reset_traffic()
            self.page.mouse.click(box["x"] + across * box["width"], box["y"] + down * box["height"])
            self.page.wait_for_function(ANSWERED)
            self.page.wait_for_function("n => gdbench.changes.length > n", arg=seen)
            self._settle(400)
            at = self.page.evaluate("({ asked: gdbench.pressed, shown: gdbench.changes.at(-1) })")
            latencies.append(at["shown"] - at["asked"])
            ways.append(self._way(**at))
        self._quiet()  # what the last click asked for has come
        sent, came, shown = np.median(ways, axis=0)
        return {
            "new start median": statistics.median(latencies),
            "new start p95": float(np.percentile(latencies, 95)),
            "new start, to the kernel": sent,
            "new start, in the kernel": came,
            "new start, to the picture": shown,
        }

    def _way(self, asked: float, shown: float) -> tuple[float, float, float]:
        """From a click to the message, from there to the answer, from there to the picture."""
        traffic = [
            each for each in self.page.evaluate("gdlab.traffic") if asked < each["at"] < shown
        ]
        sent = next(each["at"] for each in traffic if each["direction"] == "sent")
        answers = [each for each in traffic if each["direction"] == "received"]
        came = max(answers, key=lambda each: each["bytes"])["at"]
        return sent - asked, came - sent, shown - came

    def start_drag(self, contour: str) -> Figures:
        """Drag the start across the contour for two seconds, 60 positions a second."""
        box = self.page.locator(contour).bounding_box()
        assert box is not None
        self._watch()
        self.page.mouse.move(box["x"] + 0.4 * box["width"], box["y"] + 0.4 * box["height"])
        self.page.mouse.down()
        began = self.page.evaluate("performance.now()")
        for number in range(120):
            due = began + number * 1000 / 60 - self.page.evaluate("performance.now()")
            if due > 0:
                self.page.wait_for_timeout(due)
            angle = 2 * np.pi * number / 120
            x, y = 0.4 + 0.1 * np.sin(angle), 0.5 - 0.1 * np.cos(angle)
            self.page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
        moved = self.page.evaluate("performance.now()") - began
        changes = self.page.evaluate("at => gdbench.changes.filter((each) => each > at)", began)
        self.page.mouse.up()
        self._quiet()
        return {"start drag": 1000 * len([at for at in changes if at < began + moved]) / moved}

    def slow_laptop(self) -> Figures:
        """The same on a page at a quarter of its speed, by what is drawn."""
        session = self.page.context.new_cdp_session(self.page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": THROTTLE})
        self.by_pixels = False
        slider, played = self.slider(), self.playback("")
        first = self.first_picture("slow")
        self._quiet()
        session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
        self.by_pixels = True
        wanted = ("slider median", "slider p95", "frames/s")
        seen = slider | played
        return first | {f"{name}, slow": seen[name] for name in wanted if name in seen}

    def playback(self, when: str) -> Figures:
        """Play from the first step, for two and a half seconds from the first new picture.

        At a learning rate so low that every step moves the path visibly.
        """
        self.page.mouse.click(*self._place(6))
        rewind = self.page.locator(self.it.rewind).first
        if self.it.rewind_key:
            rewind.press(self.it.rewind_key)
        else:
            rewind.click()
        self._watch()
        self._settle(300)
        seen = self._count()
        self.page.locator(self.it.play).first.click()
        try:
            self.page.wait_for_function("n => gdbench.changes.length > n", arg=seen, timeout=3000)
        except PlaywrightTimeout:
            return {f"frames/s{when}": 0.0}
        self.nb.reset_traffic()
        busy = self._cpu() if when != " dead" else 0.0
        self.page.wait_for_timeout(PLAYED)
        load = self._cpu() - busy if when != " dead" else 0.0
        changes = self.page.evaluate("n => gdbench.changes.slice(n)", seen)
        changes = [at for at in changes if at <= changes[0] + PLAYED]
        gaps = [after - before for before, after in pairwise(changes)]
        figures = {f"frames/s{when}": 1000 * len(gaps) / PLAYED}
        if gaps:
            figures[f"late{when}"] = 100 * statistics.mean(gap > LATE for gap in gaps)
        if not when:
            figures["playback CPU"] = 100_000 * load / PLAYED
            for direction in ("sent", "received"):
                figures[f"playback kB/s {direction}"] = self.nb.traffic(direction)[0] / PLAYED
        return figures

    # -- helpers -----------------------------------------------------------------------------

    def _watch(self) -> None:
        self.page.evaluate(
            "([picture, by]) => gdbench.watch(picture, by)", [self.it.picture, self.by_pixels]
        )

    def _count(self) -> int:
        return int(self.page.evaluate("gdbench.changes.length"))

    def _settle(self, milliseconds: int) -> None:
        self.page.wait_for_function("ms => gdbench.still(ms)", arg=milliseconds)
        self.page.wait_for_timeout(self.rng.uniform(0, 50))

    def _quiet(self) -> None:
        self.page.wait_for_function("performance.now() - (gdlab.traffic.at(-1)?.at ?? 0) > 1000")

    def _cpu(self) -> float:
        spent = self.kernel.cpu_times()
        return spent.user + spent.system

    def _place(self, position: int) -> tuple[float, float]:
        box = self.page.locator(self.it.track).first.bounding_box()
        assert box is not None
        way = box["width"] - self.it.thumb
        across = self.it.thumb / 2 + way * position / (self.it.positions - 1)
        return box["x"] + across, box["y"] + box["height"] / 2


def one_round(
    lab: LabServer, context: BrowserContext, chosen: list[Contestant], rng: np.random.Generator
) -> dict[str, Figures]:
    """Every contestant once, in random order."""
    figures = {}
    for number in rng.permutation(len(chosen)):
        contestant = chosen[number]
        print("   ", contestant.name, flush=True)
        with Notebook(lab, context, [contestant.code, "while True:\n    pass"]) as nb:
            figures[contestant.name] = Run(contestant, nb, rng).all_figures()
    return figures


def main() -> None:
    """Run the session and show its table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    names = [contestant.name for contestant in CONTESTANTS]
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="+", choices=names, default=names)
    arguments = parser.parse_args()
    chosen = [contestant for contestant in CONTESTANTS if contestant.name in arguments.only]
    compileall.compile_dir(HERE.parent / "gdwidgets", quiet=1)
    rng = np.random.default_rng(0)
    rounds = []
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        lab = LabServer(Path(home))
        try:
            browser = playwright.chromium.launch(
                executable_path=find_chromium(playwright), args=CHROMIUM_FLAGS
            )
            context = browser.new_context(viewport={"width": 1280, "height": 900})
            for number in range(arguments.rounds):
                print("round", number + 1, flush=True)
                rounds.append(one_round(lab, context, chosen, rng))
            text = report(rounds, browser.version)
            browser.close()
        finally:
            lab.close()
    print(text)
    if chosen == CONTESTANTS and arguments.rounds >= 3:
        (HERE / "interaction.md").write_text(text)


if __name__ == "__main__":
    main()
