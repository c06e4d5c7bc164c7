using Wattd.Ffmpeg;

namespace Wattd.Collectors.Encodes.Progress;

/// <summary>
/// Every ffmpeg that reports, and the totals of its cgroup. Reports are added on one thread; the totals may be read on any.
/// </summary>
/// <param name="interval"><c>encodes.interval</c>, over which the rates are taken.</param>
/// <param name="owner">Finds the sender of a datagram.</param>
/// <param name="time">The monotonic clock.</param>
sealed class ProgressStreams(TimeSpan interval, ISocketOwner owner, TimeProvider time)
{
    /// <summary>The most senders that are remembered.</summary>
    public const int MostSenders = 1024;

    /// <summary>The most senders in one cgroup: others must have places, too.</summary>
    public const int MostSendersOfOne = 256;

    /// <summary>The most cgroups that are remembered.</summary>
    public const int MostCgroups = 1024;

    /// <summary>How often the senders that are silent are compared with the sockets that exist.</summary>
    public static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(10);

    static readonly TimeSpan ShortestSweepInterval = TimeSpan.FromSeconds(1);

    // A port may get another socket without a sign of it, if both the last report and the first one are lost.
    static readonly TimeSpan AnswerLifetime = TimeSpan.FromSeconds(10);

    // The means of ffmpeg have three digits.
    static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(1);

    readonly Lock _lock = new();
    readonly Dictionary<SenderAddress, ProgressStream> _streams = [];
    readonly Dictionary<ulong, CgroupTotals> _cgroups = [];
    readonly long _start = time.GetTimestamp();
    ProgressParser _spareParser = new();
    long _swept = time.GetTimestamp();
    long _taken, _unknownSender, _malformed, _overLimit;

    /// <summary>The datagrams so far.</summary>
    public ProgressCounts Counts
    {
        get
        {
            lock (_lock)
                return new ProgressCounts(_taken, _unknownSender, _malformed, _overLimit);
        }
    }

    /// <summary>How many senders are remembered.</summary>
    public int Senders
    {
        get
        {
            lock (_lock)
                return _streams.Count;
        }
    }

    /// <inheritdoc cref="IProgressTable.Read"/>
    public void Read(List<CgroupProgress> into)
    {
        into.Clear();
        lock (_lock)
        {
            foreach (var (id, totals) in _cgroups)
                totals.Read(id, into);
            var now = time.GetTimestamp();
            foreach (var stream in _streams.Values)
            {
                var place = PlaceOf(stream);
                if (!stream.HasEnded && !(into[place].LastReport <= stream.LastReport))
                    into[place] = into[place] with { LastReport = stream.LastReport };
                if (IsReporting(stream, now))
                    into[place] = With(into[place], stream);
            }
        }
    }

    /// <inheritdoc cref="IProgressTable.Forget"/>
    public void Forget(ulong cgroupId)
    {
        lock (_lock)
        {
            _cgroups.Remove(cgroupId);
            foreach (var (address, stream) in _streams)
            {
                if (stream.Socket.CgroupId == cgroupId)
                    _streams.Remove(address);
            }
        }
    }

    /// <summary>Adds a datagram.</summary>
    /// <param name="sender">Where it is from.</param>
    /// <param name="receiver">Where it was received.</param>
    /// <param name="datagram">Its content.</param>
    /// <param name="age">How long ago it was received.</param>
    public void Add(in SenderAddress sender, in SenderAddress receiver, ReadOnlySpan<byte> datagram, TimeSpan age)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            if (_streams.GetValueOrDefault(sender) is { } known)
            {
                AddTo(known, sender, receiver, datagram, age, now);
                return;
            }
            _spareParser.Reset();
            if (_spareParser.AddDatagram(datagram) is not { } block || StreamCounts.Of(block) is not { } counts)
                _malformed++;
            else if (owner.Find(sender, receiver) is not { CgroupId: not 0 } socket)
                _unknownSender++;
            else if (!HasPlaceFor(socket, receiver, now))
                _overLimit++;
            else
                Take(NewStream(sender, socket, block, counts, now), block, counts, age, now);
        }
    }

    /// <summary>Forgets the senders that are gone, if it is time. Not called before every datagram in the socket was added: their senders may be gone.</summary>
    public void Sweep(in SenderAddress receiver)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            if (time.GetElapsedTime(_swept, now) >= SweepInterval)
                Sweep(receiver, now);
        }
    }

    void AddTo(ProgressStream known, in SenderAddress sender, in SenderAddress receiver, ReadOnlySpan<byte> datagram, TimeSpan age, long now)
    {
        if (known.Parser.AddDatagram(datagram) is not { } block || StreamCounts.Of(block) is not { } counts)
        {
            _malformed++;
            return;
        }
        var isBefore = known.IsBefore(counts);
        if (known.HasEnded || isBefore || time.GetElapsedTime(known.Asked, now) >= AnswerLifetime)
        {
            var found = owner.Find(sender, receiver);
            if (found is null && known.HasEnded)
            {
                _unknownSender++;
                return;
            }
            if (found is { } other && other != known.Socket)
            {
                Remove(sender, known);
                Add(sender, receiver, datagram, age);
                return;
            }
            known.Asked = now;
        }
        if (isBefore)
            known.StartAt(counts);
        Take(known, block, counts, age, now);
    }

    void Take(ProgressStream stream, in ProgressBlock block, in StreamCounts counts, TimeSpan age, long now)
    {
        // The order of the reports of one ffmpeg stays, whatever happens to the clock.
        var received = Math.Max(now - (long)(age.TotalSeconds * time.TimestampFrequency), stream.LastReport);
        stream.Add(block, counts, _cgroups[stream.Socket.CgroupId], received);
        _taken++;
    }

    ProgressStream NewStream(in SenderAddress sender, SocketIdentity socket, in ProgressBlock block, in StreamCounts counts, long now)
    {
        // What an ffmpeg did before wattd listened is not counted, as with its energy.
        var stream = new ProgressStream(socket, _spareParser, new ProgressRate(interval, time)) { Asked = now };
        if (block.Elapsed > time.GetElapsedTime(_start, now) + Tolerance)
            stream.StartAt(counts);
        _spareParser = new ProgressParser();
        _streams[sender] = stream;
        if (!_cgroups.TryGetValue(socket.CgroupId, out var totals))
            _cgroups[socket.CgroupId] = totals = new CgroupTotals();
        totals.Senders++;
        return stream;
    }

    bool HasPlaceFor(SocketIdentity socket, in SenderAddress receiver, long now)
    {
        if (!IsFull(socket.CgroupId))
            return true;
        if (time.GetElapsedTime(_swept, now) >= ShortestSweepInterval)
            Sweep(receiver, now);
        return !IsFull(socket.CgroupId);
    }

    bool IsFull(ulong cgroup) => _streams.Count >= MostSenders
        || (_cgroups.TryGetValue(cgroup, out var totals) ? totals.Senders >= MostSendersOfOne : _cgroups.Count >= MostCgroups);

    // A sender that is silent keeps its place while its socket exists: its next report continues its counts.
    void Sweep(in SenderAddress receiver, long now)
    {
        _swept = now;
        foreach (var (address, stream) in _streams)
        {
            if (!IsReporting(stream, now) && owner.Find(address, receiver) != stream.Socket)
                Remove(address, stream);
        }
    }

    void Remove(in SenderAddress address, ProgressStream stream)
    {
        _streams.Remove(address);
        if (_cgroups.TryGetValue(stream.Socket.CgroupId, out var totals))
            totals.Senders--;
    }

    bool IsReporting(ProgressStream stream, long now) => stream.IsReporting(time.GetElapsedTime(stream.LastReport, now));

    int PlaceOf(ProgressStream stream) => _cgroups[stream.Socket.CgroupId].Place;

    static CgroupProgress With(in CgroupProgress cgroup, ProgressStream stream) => cgroup with
    {
        Reporting = cgroup.Reporting + 1,
        Outputs = cgroup.Outputs + stream.Outputs,
        Fps = stream.Rate.Fps is { } fps ? (cgroup.Fps ?? 0) + fps : cgroup.Fps,
        Speed = stream.Rate.Speed is { } speed && !(cgroup.Speed < speed) ? speed : cgroup.Speed,
    };
}
