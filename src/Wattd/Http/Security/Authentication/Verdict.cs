namespace Wattd.Http.Security.Authentication;

/// <summary>The result of an authentication.</summary>
/// <param name="IsAccepted">The credentials are correct.</param>
/// <param name="Wait">The time after which to retry a request that was not checked; zero if it was.</param>
readonly record struct Verdict(bool IsAccepted, TimeSpan Wait)
{
    public static Verdict Accepted => new(true, TimeSpan.Zero);

    public static Verdict Refused => new(false, TimeSpan.Zero);

    public static Verdict After(TimeSpan wait) => new(false, wait);
}
