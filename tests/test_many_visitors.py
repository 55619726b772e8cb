"""Many visitors at once, on servers of their own."""

import asyncio

from tests.e2e.conftest import free_port, running_app
from tests.event_loop import run
from tests.visitor import visiting

PAGES = ("", "kernel_playground", "layer_calculator", "trainer", "feature_maps")
VISITORS = 30


async def visit_together(address: str) -> list[list[str]]:
    """Let all come at once; what each has been shown of errors."""

    async def visit(number: int) -> list[str]:
        async with visiting(address) as visitor:
            await visitor.open(PAGES[number % len(PAGES)])
            return visitor.errors

    return await asyncio.gather(*(visit(number) for number in range(VISITORS)))


def test_each_of_thirty_is_served_before_and_after_a_restart(tmp_path):
    port = free_port()
    for _ in range(2):
        with running_app(tmp_path, port=port) as address:
            assert run(visit_together(address)) == [[]] * VISITORS


def test_who_reads_nothing_does_not_delay_the_others(tmp_path):
    async def visit(address: str) -> list[str]:
        async with visiting(address) as slow, visiting(address) as other:
            await slow.open("kernel_playground")
            slow.stop_reading()
            for _ in range(20):  # 20 pictures of 2.7 MB: more than any buffer takes
                await slow.ask()
            await other.open("kernel_playground")
            await other.change("k_stride", 2)
            return other.errors

    with running_app(tmp_path) as address:
        assert run(visit(address)) == []
