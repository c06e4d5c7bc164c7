namespace Wattd.Http.Security.Authentication;

/// <summary>What becomes of a request.</summary>
/// <param name="IsAccepted">It comes from a user.</param>
/// <param name="Wait">It was not looked at, and may be made again after so long; zero where it was.</param>
readonly record struct Verdict(bool IsAccepted, TimeSpan Wait)
{
    public static Verdict Accepted => new(true, TimeSpan.Zero);

    public static Verdict Refused => new(false, TimeSpan.Zero);

    public static Verdict After(TimeSpan wait) => new(false, wait);
}
