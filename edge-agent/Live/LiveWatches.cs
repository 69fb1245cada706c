using System.Threading.Channels;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Sources;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Live;

/// <summary>The sources that are watched now: keeps them captured, and gives out what they have, each its turn. One caller at a time.</summary>
internal sealed class LiveWatches(LiveTaps taps, SourceList sources, SourceCaptures captures, CaptureReader reader, LiveOrigins origins)
{
    /// <summary>Whoever leaves and comes back at once finds the source as it was.</summary>
    private static readonly TimeSpan StaysWarm = TimeSpan.FromSeconds(5);

    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly List<Watch> _watches = [];
    private int _next;
    private LiveTally _gone;
    private int _goneDrops;

    /// <summary>Another list whenever it changes.</summary>
    public IReadOnlyList<string> Sources { get; private set; } = [];

    /// <summary>Of all that is watched and was, since the box was started.</summary>
    public LiveTally Offered => _watches.Aggregate(_gone, (sum, watch) => sum + watch.Queue.Offered);

    public int Drops => _watches.Sum(watch => watch.Queue.Drops) + _goneDrops;

    public void Wake() => _wake.Writer.TryWrite(true);

    /// <summary>Watches these and no others; names that the room does not have are passed over.</summary>
    public void Follow(IReadOnlyList<LiveSourceWish> wishes)
    {
        var wanted = wishes.Where(wish => (wish.Frames || wish.Parts) && sources.Current.Any(source => source.Name == wish.Name)).DistinctBy(wish => wish.Name).ToList();
        if (wanted.Count == _watches.Count && wanted.TrueForAll(wish => _watches.Exists(watch => watch.IsFor(wish)))) return;
        foreach (var watch in _watches.Where(watch => !wanted.Exists(wish => wish.Name == watch.Source)).ToList()) Leave(watch);
        foreach (var wish in wanted) Follow(wish);
        Sources = [.. _watches.Select(watch => watch.Source)];
        captures.LookWhoWatches();
        reader.Wake();
    }

    /// <summary>The next message of whichever source is next; null: nothing waits.</summary>
    public LiveMessage? Take(long nowUs, LiveLevel level, long utcOffsetUs)
    {
        for (var tries = _watches.Count; tries > 0; tries--)
        {
            var watch = _watches[_next++ % _watches.Count];
            while (watch.Queue.Take(nowUs, level) is { } taken)
            {
                if (watch.Writer.Write(taken, level, utcOffsetUs) is { } message) return message;
            }
        }
        return null;
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
        if (_watches.Find(watch => watch.Source == wish.Name) is not { } watch) _watches.Add(watch = new Watch(wish.Name, new LiveQueue(Wake), new LiveWriter(wish.Name, origins)));
        (watch.Frames, watch.Parts) = (wish.Frames, wish.Parts);
        Tap(watch);
    }

    private void Tap(Watch watch)
    {
        var tap = taps[watch.Source];
        if (watch.Frames) tap.Watch(watch.Queue);
        else tap.Leave(watch.Queue);
        if (watch.Parts) tap.WatchParts(watch.Queue);
        else tap.LeaveParts(watch.Queue);
    }

    private void Leave(Watch watch)
    {
        _watches.Remove(watch);
        (watch.Frames, watch.Parts) = (false, false);
        Tap(watch);
        _gone += watch.Queue.Offered;
        _goneDrops += watch.Queue.Drops;
        captures.Current.FirstOrDefault(capture => capture.Source.Name == watch.Source)?.WarmUp(StaysWarm);
    }

    private sealed class Watch(string source, LiveQueue queue, LiveWriter writer)
    {
        public string Source => source;

        public LiveQueue Queue => queue;

        public LiveWriter Writer => writer;

        public bool Frames { get; set; }

        public bool Parts { get; set; }

        public bool IsFor(LiveSourceWish wish) => (wish.Name, wish.Frames, wish.Parts) == (Source, Frames, Parts);
    }
}
