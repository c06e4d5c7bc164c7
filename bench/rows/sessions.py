"""The cost of NVENC sessions, and of the processes that hold them, on the largest node."""

from judge import clients, page, subjects
from judge.node import Node
from judge.result import Figure, Result, spread
from judge.usage import settled_span

TITLE = "sixteen GPUs with sixteen NVENC sessions each"
GPUS, SESSIONS = 16, 16


def measure(workshop):
    seconds, turns = workshop.pick((30, 3), (10, 1))
    cases = {"no sessions": (0, "off"), "sessions": (SESSIONS, "off"), "processes": (SESSIONS, "on")}
    shares, ticks, missed, sizes = ({name: [] for name in cases} for _ in range(4))
    for turn in range(turns):
        for name, (sessions, processes) in cases.items():
            node = Node(workshop, gpus=GPUS, sessions=sessions)
            with subjects.wattd(workshop, node, "--cpu", "off", "--gpu.processes", processes) as subject, \
                    clients.scraping(workshop, subject.ports):
                span = settled_span(subject, seconds)
                series = page.read(subject.ports[0])
                shares[name].append(100 * span.share)
                ticks[name].append(1e3 * page.value(series, "wattd_collector_sample_duration_seconds", collector="gpu"))
                missed[name].append(page.value(series, "wattd_collector_missed_ticks_total", collector="gpu"))
                sizes[name].append(sum(map(len, series.values())))
            workshop.say(f"turn {turn + 1} of {turns}: {name}: {span.share:.3%} of a core, a tick of "
                         f"{ticks[name][-1]:.2f} ms, {missed[name][-1]:.0f} missed, {sizes[name][-1]} series")
    lost = sum(map(sum, missed.values()))
    return Result([
        Figure("sessions-none", f"processor time of the GPU collector, {GPUS} GPUs without sessions", "",
               spread(shares["no sessions"], "{:.3f} %")),
        Figure("sessions-codec", f"the same with {SESSIONS} NVENC sessions on each", "",
               spread(shares["sessions"], "{:.3f} %")),
        Figure("sessions-processes", "the same with `gpu.processes = on`", "",
               spread(shares["processes"], "{:.3f} %")),
        Figure("sessions-tick", "a read of all GPUs then, once a second", "< 100 ms",
               spread(ticks["processes"], "{:.2f} ms"), max(ticks["processes"]) < 100),
        Figure("sessions-missed", "ticks missed", "0", f"{lost:.0f}", lost == 0),
    ], [f"{seconds} s each, one GPU endpoint, scraped once a second; {sizes['processes'][-1]} series with the processes, "
        f"{sizes['sessions'][-1]} without. The stub answers at once, and its values differ in every read. A real driver "
        "takes longer: for each GPU and read, one call while there are sessions, and four more with the processes."],
        {"shares": shares, "ticks": ticks})
