using System.CommandLine;
using Wattd.Settings;

namespace Wattd.Commands;

/// <summary>A setting as an option of a command.</summary>
sealed class SettingOption : Option<string>
{
    /// <param name="setting">The setting.</param>
    /// <param name="aliases">Other flags for it, dashes included.</param>
    public SettingOption(Setting setting, params string[] aliases) : base(setting.Flag, aliases)
    {
        Setting = setting;
        Description = setting.Help;
        HelpName = setting.Placeholder;
        Arity = setting.IsSwitch ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne;
        CompletionSources.Add([.. setting.Words]);
    }

    public Setting Setting { get; }

    /// <summary>The value where the setting is not given; the command may have its own default.</summary>
    public required string Default { get; init; }
}
