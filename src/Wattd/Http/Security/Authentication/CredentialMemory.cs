namespace Wattd.Http.Security.Authentication;

/// <summary>Remembers credentials, each in a place chosen by the caller; new credentials replace the old ones in their place.</summary>
/// <param name="places">How many places there are.</param>
sealed class CredentialMemory(int places)
{
    readonly Lock _lock = new();
    readonly CredentialHash?[] _places = new CredentialHash?[places];
    readonly HashSet<CredentialHash> _all = [];

    /// <summary>Whether they are remembered.</summary>
    public bool Has(CredentialHash hash)
    {
        lock (_lock)
            return _all.Contains(hash);
    }

    /// <summary>Puts credentials into a place.</summary>
    public void Put(int place, CredentialHash hash)
    {
        lock (_lock)
        {
            if (!_all.Add(hash))
                return;
            if (_places[place] is { } before)
                _all.Remove(before);
            _places[place] = hash;
        }
    }
}
