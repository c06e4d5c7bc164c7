using CsCheck;
using Wattd.Commands;
using Wattd.Settings;

namespace Wattd.Tests.Settings;

public sealed class NearestNameTests
{
    static readonly string[] Names = [.. WattdSettings.Table.All.Select(setting => setting.Name).Where(name => name.Length > 3)];

    [Fact]
    public void ANameInAnotherCaseIsFound() =>
        Gen.OneOf(Names).Sample(name => NearestName.Of(name.ToUpperInvariant(), Names) == name);

    [Fact]
    public void ANameWithOneTypingErrorIsFound() =>
        Gen.Select(Gen.OneOf(Names), Gen.Int[0, 100], Gen.Char["abcxyz.-"]).Sample((name, place, other) =>
        {
            var typed = name.Insert(place % name.Length, other.ToString());
            return NearestName.Of(typed, [name]) == name && NearestName.Of(typed, Names) is not null;
        });

    [Theory]
    [InlineData("volume")]
    [InlineData("")]
    [InlineData("x")]
    public void ADistantNameHasNoMatch(string typed) => Assert.Null(NearestName.Of(typed, Names));
}
