using System.Text;
using Wattd.Commands;
using Wattd.Tests.Support;

namespace Wattd.Tests.Settings;

public sealed class ConfigurationPageTests
{
    [Fact]
    public void TheSettingsPageIsGeneratedFromTheTable() => Golden.Check("docs/configuration.md", Page());

    static string Page()
    {
        var page = new StringBuilder("""
            # Configuration

            <!-- Generated from src/Wattd/Commands/WattdSettings.cs by `make docs`; do not edit. -->

            wattd needs no configuration. Each setting has the same name in three places, in order of precedence:

            | | |
            |---|---|
            | flag | `--cpu.interval 100ms`, or `--cpu.interval=100ms` |
            | environment | `WATTD_CPU_INTERVAL=100ms`; an empty variable counts as unset |
            | file `/etc/wattd/wattd.conf` | `interval = 100ms` under `[cpu]` |

            Files `/etc/wattd/wattd.conf.d/*.conf` are read after the file, in the order of their names: each overrides those before it. With
            `--config.file PATH` the folder is `PATH.d`.

            The variables of the old exporters, `CPU_EXPORTER_PORT` and `GPU_EXPORTER_PORT`, set `cpu.port` and `gpu.port`. They override
            the file, and are overridden by the flag and the new variable.

            A duration is a number with a unit: `250ms`, `1.5s`, `5m`. In the file, `cpu`, `gpu` and `simulate` come before the first
            `[section]`. A comment is on a line of its own and starts with `#` or `;`.

            `wattd check` validates the settings. If one is invalid, wattd does not start: it logs one line for each error, with the
            setting, the value, where it came from and what is allowed, and exits with code 78.

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

            `wattd` and `wattd run` accept every setting. `wattd cpu` and `wattd gpu` run only one collector and replace the old exporters:
            `wattd cpu` means `--cpu required --gpu off`, where `--cpu` can be overridden, and `wattd gpu` means `--cpu off`. Both accept
            the old flag `--port`, with one or two dashes, for the port of their collector.

            """);
        return page.ToString();
    }
}
