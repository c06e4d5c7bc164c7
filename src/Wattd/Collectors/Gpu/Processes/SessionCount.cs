using System.Collections.Immutable;

namespace Wattd.Collectors.Gpu.Processes;

/// <summary>How many encoder sessions have the same codec and frame size.</summary>
/// <param name="Codec">The codec.</param>
/// <param name="Resolution"><c>WIDTHxHEIGHT</c>, or <see cref="Rest"/>.</param>
/// <param name="Sessions">How many.</param>
readonly record struct SessionCount(string Codec, string Resolution, int Sessions)
{
    /// <summary>The most pairs of codec and size of one GPU that have a name of their own.</summary>
    public const int MostPairs = 32;

    /// <summary>What the rest is called.</summary>
    public const string Rest = "other";

    /// <summary>The pairs by number of sessions, and the rest by codec.</summary>
    public static ImmutableArray<SessionCount> Of(ImmutableArray<EncoderSession> sessions)
    {
        var pairs = sessions.GroupBy(session => (session.Codec, session.Width, session.Height))
            .Select(pair => (pair.Key, Sessions: pair.Count()))
            .OrderByDescending(pair => pair.Sessions).ThenBy(pair => pair.Key)
            .ToList();
        return
        [
            .. pairs.Take(MostPairs).Select(pair => new SessionCount(
                NameOf(pair.Key.Codec), ResolutionOf(pair.Key.Width, pair.Key.Height), pair.Sessions)),
            .. pairs.Skip(MostPairs).GroupBy(pair => pair.Key.Codec).OrderBy(codec => codec.Key).Select(codec =>
                new SessionCount(NameOf(codec.Key), Rest, codec.Sum(pair => pair.Sessions))),
        ];
    }

    /// <summary>The label <c>codec</c>.</summary>
    public static string NameOf(EncoderCodec codec) => codec switch
    {
        EncoderCodec.H264 => "h264",
        EncoderCodec.Hevc => "hevc",
        EncoderCodec.Av1 => "av1",
        _ => Rest,
    };

    /// <summary>The label <c>resolution</c>.</summary>
    public static string ResolutionOf(uint width, uint height) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{width}x{height}");
}
