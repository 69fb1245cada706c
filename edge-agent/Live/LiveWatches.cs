using System.Threading.Channels;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Sources;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Live;

/// <summary>The sources that are watched now: keeps them captured, and gives out what they have, each its turn. One caller at a time.</summary>
internal sealed class LiveWatches(
    LiveTaps taps, SourceList sources, SourceCaptures captures, CaptureReader reader, LiveOrigins origins, RecordingOptions options, TimeProvider time, ILogger<LiveWatches> logger)
{
    /// <summary>Whoever leaves and comes back at once finds the source as it was.</summary>
    private static readonly TimeSpan StaysWarm = TimeSpan.FromSeconds(5);

    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly List<WatchedSource> _watches = [];
    private int _next;
    private LiveTally _gone;
    private int _goneDrops;

    /// <summary>Another list whenever it changes.</summary>
    public IReadOnlyList<string> Sources { get; private set; } = [];

    /// <summary>Of all that is watched and was, since the box was started.</summary>
    public LiveTally Offered => _watches.Aggregate(_gone, (sum, watch) => sum + watch.Queue.Offered);

    public int Drops => _watches.Sum(watch => watch.Drops) + _goneDrops;

    /// <summary>What small pictures of all that is watched would take on the line; 0: there can be none.</summary>
    public double SmallBytesPerSecond => _watches.Sum(watch => watch.SmallBytesPerSecond);

    public void Wake() => _wake.Writer.TryWrite(true);

    /// <summary>Watches these and no others; names that the room does not have are passed over.</summary>
    public void Follow(IReadOnlyList<LiveSourceWish> wishes)
    {
        var wanted = wishes.Where(wish => (wish.Frames || wish.Parts) && sources.Current.Any(source => source.Name == wish.Name)).DistinctBy(wish => wish.Name).ToList();
        if (wanted.Count == _watches.Count && wanted.TrueForAll(wish => _watches.Exists(watch => watch.IsFor(wish)))) return;
        foreach (var watch in _watches.Where(watch => !wanted.Exists(wish => wish.Name == watch.Name)).ToList()) Leave(watch);
        foreach (var wish in wanted) Follow(wish);
        Sources = [.. _watches.Select(watch => watch.Name)];
        captures.LookWhoWatches();
        reader.Wake();
    }

    /// <summary>The next message of whichever source is next; null: nothing waits.</summary>
    public LiveMessage? Take(long nowUs, LiveLevel level, long utcOffsetUs)
    {
        for (var tries = _watches.Count; tries > 0; tries--)
        {
            if (_watches[_next++ % _watches.Count].Next(nowUs, level, utcOffsetUs) is { } message) return message;
        }
        return null;
    }

    /// <summary>To be called as often as something came, also while nothing can be sent.</summary>
    public void Shrink(long nowUs, LiveLevel level)
    {
        foreach (var watch in _watches) watch.Shrink(nowUs, level);
    }

    public async Task WaitAsync(TimeSpan atMost, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(_wake.Reader.WaitToReadAsync(either.Token).AsTask(), Task.Delay(atMost, clock, either.Token));
        await either.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        _wake.Reader.TryRead(out _);
    }

    private void Follow(LiveSourceWish wish)
    {
        if (_watches.Find(watch => watch.Name == wish.Name) is not { } watch)
            _watches.Add(watch = new WatchedSource(wish.Name, taps[wish.Name], new LiveWriter(wish.Name, origins), Wake, options, time, logger));
        (watch.Frames, watch.Parts) = (wish.Frames, wish.Parts);
        Tap(watch);
    }

    private void Tap(WatchedSource watch)
    {
        var tap = taps[watch.Name];
        if (watch.Frames) tap.Watch(watch.Queue);
        else tap.Leave(watch.Queue);
        if (watch.Parts) tap.WatchParts(watch.Queue);
        else tap.LeaveParts(watch.Queue);
    }

    private void Leave(WatchedSource watch)
    {
        _watches.Remove(watch);
        (watch.Frames, watch.Parts) = (false, false);
        Tap(watch);
        watch.Dispose();
        _gone += watch.Queue.Offered;
        _goneDrops += watch.Drops;
        captures.Current.FirstOrDefault(capture => capture.Source.Name == watch.Name)?.WarmUp(StaysWarm);
    }
}
