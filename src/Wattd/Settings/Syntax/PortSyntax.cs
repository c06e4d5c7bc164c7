using System.Globalization;

namespace Wattd.Settings.Syntax;

/// <summary>A TCP port.</summary>
sealed class PortSyntax : ValueSyntax<int>
{
    public override string Allowed => "a port number from 1 to 65535";

    public override string Placeholder => "<port>";

    public override bool TryParse(string text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value is >= 1 and <= 65535;

    public override string Format(int value) => value.ToString(CultureInfo.InvariantCulture);
}
