using System.Text;
using Wattd.Commands;
using Wattd.Tests.Support;

namespace Wattd.Tests.Settings;

public sealed class ConfigurationPageTests
{
    [Fact]
    public void ThePageOfTheSettingsIsMadeFromTheTable() => Golden.Check("docs/configuration.md", Page());

    static string Page()
    {
        var page = new StringBuilder("""
            # Configuration

            <!-- Made from the table of settings (src/Wattd/Commands/WattdSettings.cs); `UPDATE_GOLDEN=1` on the tests rewrites it. -->

            wattd needs no configuration. Each setting has one name in three places, and the first of them that gives it wins:

            | | |
            |---|---|
            | flag | `--cpu.interval 100ms`, or `--cpu.interval=100ms` |
            | environment | `WATTD_CPU_INTERVAL=100ms`; an empty variable counts as unset |
            | file `/etc/wattd/wattd.conf` | `interval = 100ms` under `[cpu]` |

            The old exporters' variables `CPU_EXPORTER_PORT` and `GPU_EXPORTER_PORT` stand for `cpu.port` and `gpu.port`: weaker than the
            flag and the new variable, stronger than the file.

            A duration is a number and its unit: `250ms`, `1.5s`, `5m`. In the file, `cpu`, `gpu` and `simulate` stand before the first
            `[section]`, and a comment has a line of its own, begun with `#` or `;`.

            `wattd check` tells whether the settings are good. Where they are not, wattd does not start: it writes one line for each
            fault, with the setting, the value, where it came from and what is allowed, and exits with code 78.

            ```
            cpu.interval: '5ms' (from WATTD_CPU_INTERVAL) is not a duration from 10ms to 10s, such as 100ms
            /etc/wattd/wattd.conf:7: 'intervall' in [cpu] is not a setting; did you mean interval?
            ```

            """);
        foreach (var (title, settings) in WattdSettings.Table.Groups)
        {
            page.Append($"\n## {title}\n\n| setting and variable | default | allowed | |\n|---|---|---|---|\n");
            foreach (var setting in settings)
            {
                var note = setting.DefaultNote is { } more ? $", {more}" : "";
                page.Append($"| `{setting.Name}`<br>`{setting.EnvironmentName}` | `{setting.Default}`{note} | {setting.Allowed} | {setting.Help} |\n");
            }
        }
        page.Append("""

            ## Commands

            `wattd` and `wattd run` take every setting. `wattd cpu` and `wattd gpu` run one collector alone, in the place of the old
            exporters: `wattd cpu` means `--cpu required --gpu off`, of which the first can be set otherwise, and `wattd gpu` means
            `--cpu off`. Both take the old flag `--port`, with one dash or two, for the port of their collector.

            """);
        return page.ToString();
    }
}
