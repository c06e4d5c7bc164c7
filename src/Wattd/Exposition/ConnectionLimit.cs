using Microsoft.AspNetCore.Connections;

namespace Wattd.Exposition;

/// <summary>Closes connections beyond a number, without a log line for each (Kestrel's own limit writes one).</summary>
sealed class ConnectionLimit(int most)
{
    int _open;

    /// <summary>Lets a connection through to the next step while there are not too many.</summary>
    public ConnectionDelegate Guard(ConnectionDelegate next) => async connection =>
    {
        try
        {
            if (Interlocked.Increment(ref _open) <= most)
                await next(connection);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    };
}
