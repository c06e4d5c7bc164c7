using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;

namespace Wattd.Settings;

/// <summary>One source of values, with the origin of each.</summary>
/// <param name="provider">Holds the values; loaded.</param>
/// <param name="origins">The origin of a setting's value in this layer.</param>
sealed class SettingsLayer(IConfigurationProvider provider, Func<Setting, string> origins)
{
    public static SettingsLayer Of(IReadOnlyCollection<GivenValue> values) => new(
        new MemoryConfigurationProvider(new MemoryConfigurationSource
        {
            InitialData = values.Select(value => KeyValuePair.Create(value.Setting.Path, (string?)value.Text)),
        }),
        setting => values.First(value => value.Setting == setting).Origin);

    public bool TryGet(Setting setting, [NotNullWhen(true)] out GivenValue? value)
    {
        value = provider.TryGet(setting.Path, out var text) && text is not null
            ? new GivenValue(setting, text, origins(setting))
            : null;
        return value is not null;
    }
}
