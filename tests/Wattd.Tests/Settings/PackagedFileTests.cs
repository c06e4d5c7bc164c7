using System.Text;
using System.Text.RegularExpressions;
using Wattd.Commands;
using Wattd.Settings;
using Wattd.Tests.Support;

namespace Wattd.Tests.Settings;

public sealed partial class PackagedFileTests
{
    [Fact]
    public void ThePackagedFileIsGeneratedFromTheTable() => Golden.Check("packaging/wattd.conf", Text());

    [Fact]
    public void ThePackagedFileSetsNothing()
    {
        var file = ConfigurationFile.Parse(WattdSettings.Table, "wattd.conf", Text());
        Assert.Empty(file.Errors);
        Assert.DoesNotContain(WattdSettings.Table.All, setting => file.Values.TryGet(setting, out _));
    }

    [Fact]
    public void WithEachLineUncommentedItSetsTheDefaults()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("wattd.conf");
        File.WriteAllText(path, CommentedSetting.Replace(Text(), "$1"));
        var settings = SettingsLoader.Load(new SettingsRequest { Table = WattdSettings.Table, DefaultFile = path });
        Assert.Equal(WattdSettings.Table.Defaults, settings.Options);
        Assert.All(settings.Values, value => Assert.Equal(value.Setting.InFile, value.Origin is not null));
    }

    [GeneratedRegex("^#([a-z.-]+ = )", RegexOptions.Multiline)]
    static partial Regex CommentedSetting { get; }

    static string Text()
    {
        var file = new StringBuilder("""
            # The settings of wattd with their defaults. To change one, remove the # in front of it. Comments are on lines of their own.
            # Environment variables (WATTD_CPU_INTERVAL=100ms) and flags (--cpu.interval 100ms) override this file.
            # 'wattd check' validates the settings; 'systemctl restart wattd' applies them. For log.level alone,
            # 'systemctl reload wattd' is enough.

            """);
        var section = "";
        foreach (var setting in WattdSettings.Table.All.Where(setting => setting.InFile))
        {
            file.Append('\n');
            if (setting.Section != section)
                file.Append($"[{section = setting.Section}]\n");
            var note = setting.DefaultNote is { } more ? $"The default is {setting.Default}, {more}." : "";
            foreach (var line in new[] { setting.Help, $"Allowed: {setting.Allowed}.", note }.SelectMany(Wrapped))
                file.Append($"# {line}\n");
            file.Append($"#{setting.Key} = {setting.Default}\n");
        }
        return file.ToString();
    }

    static IEnumerable<string> Wrapped(string text)
    {
        var line = new StringBuilder();
        foreach (var word in text.Split(' '))
        {
            if (line.Length + 1 + word.Length > 110)
            {
                yield return line.ToString();
                line.Clear();
            }
            line.Append(line.Length > 0 ? " " : "").Append(word);
        }
        if (line.Length > 0)
            yield return line.ToString();
    }
}
