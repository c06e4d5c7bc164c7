using Wattd.Commands.Client;

namespace Wattd.Commands.Top;

/// <summary>Asks a running daemon for <c>/readings.json</c>.</summary>
/// <param name="address">Where it answers.</param>
sealed class DaemonSource(DaemonAddress address) : INodeSource
{
    readonly DaemonClient _client = new(address);

    /// <inheritdoc/>
    public string Name => $"the daemon at {address.Name}";

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>> ReadAsync(long since)
    {
        try
        {
            var answer = await _client.AskAsync($"/readings.json?since={since}");
            return answer.Status switch
            {
                200 => answer.Body,
                401 => throw new NoReadingsException(address.User is { } user
                    ? $"{Name} refuses the user '{PlainText.Of(user.UserName)}' or the password"
                    : $"{Name} wants a user and a password: --user NAME, or run this as root on its own machine")
                { IsRefusal = true },
                _ => throw Silent($"it answered '{answer.StatusLine}'"),
            };
        }
        catch (NoAnswerException e)
        {
            throw Silent(e.Message);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    NoReadingsException Silent(string reason) =>
        new($"{Name} returns no readings: {PlainText.Of(reason)}"
            + (address.IsNamed ? "" : ". 'systemctl status wattd' shows whether it runs; 'wattd top --source hardware' reads the hardware instead"))
        { IsRefusal = _client.IsConnected };
}
