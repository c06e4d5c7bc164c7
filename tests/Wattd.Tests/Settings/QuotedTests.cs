using CsCheck;
using Wattd.Settings;

namespace Wattd.Tests.Settings;

public sealed class QuotedTests
{
    [Fact]
    public void AnyInputIsShownAsOneShortLine() =>
        Gen.String.Sample(text =>
        {
            var shown = Quoted.Text(text);
            return !shown.Any(c => char.IsControl(c) || c is '\u2028' or '\u2029') && shown.Length <= (6 * 120) + 3;
        });

    [Fact]
    public void PlainTextIsShownUnchanged() => Assert.Equal("'100 ms, ä'", Quoted.Text("100 ms, ä"));

    [Fact]
    public void AControlCharacterIsShownByItsNumber() => Assert.Equal("'a\\u000ab\\u001b[31m'", Quoted.Text("a\nb\e[31m"));

    [Fact]
    public void ALongTextIsCut() => Assert.Equal($"'{new string('x', 120)}…'", Quoted.Text(new string('x', 5000)));
}
