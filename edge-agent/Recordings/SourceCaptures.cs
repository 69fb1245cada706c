using Tongtang.EdgeAgent.Live;
using Tongtang.EdgeAgent.Sources;
using Tongtang.Protocol.Programs;

namespace Tongtang.EdgeAgent.Recordings;

/// <summary>One capture for each of the room's sources, each in its own loop. When the installer saves others, they are made anew.</summary>
internal sealed class SourceCaptures : BackgroundService, IBeating
{
    private readonly SourceList _sources;
    private readonly Func<SourceOptions, SourceCapture> _make;
    private volatile IReadOnlyList<SourceCapture> _current;
    private volatile IReadOnlyList<SourceOptions> _madeOf;

    public SourceCaptures(SourceList sources, CaptureTools tools, CaptureReader reader, SourceTaps taps, LiveTaps live, TimeProvider time, ILogger<SourceCapture> logger)
    {
        _sources = sources;
        _make = source => new SourceCapture(source, tools, reader, taps[source.Name], live[source.Name], Changed, time, logger);
        _madeOf = sources.Current;
        _current = _madeOf.Select(_make).ToList();
    }

    /// <summary>Raised when a source's state has changed.</summary>
    public ChangeSignal Changed { get; } = new();

    /// <summary>In the settings' order.</summary>
    public IReadOnlyList<SourceCapture> Current => _current;

    /// <summary>Returns when <see cref="Current"/> are of the sources last saved: a recording on those before would record nothing.</summary>
    public async Task SettledAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var seen = Changed.Version;
            if (ReferenceEquals(_madeOf, _sources.Current)) return;
            await Changed.WaitAsync(seen, cancellationToken);
        }
    }

    /// <summary>Somebody began to watch live: what was not captured is from now on.</summary>
    public void LookWhoWatches()
    {
        foreach (var capture in _current) capture.LookWhoWatches();
    }

    public void WarmUp(TimeSpan duration)
    {
        foreach (var capture in _current) capture.WarmUp(duration);
    }

    public Heartbeat Pulse { get; } = new(TimeProvider.System);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var seen = _sources.Changed.Version;
            using var replaced = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            var loops = _current.Select(capture => Task.Run(() => capture.RunAsync(replaced.Token), CancellationToken.None)).ToList();
            // A loop ends only by cancellation or by a bug; a bug ends the process, with its stack.
            var first = await Task.WhenAny([.. loops, _sources.Changed.WaitAsync(seen, stoppingToken)]);
            using var change = Pulse.Work();
            await replaced.CancelAsync();
            foreach (var loop in loops) await EndedAsync(loop);
            if (first.IsFaulted) await first;
            stoppingToken.ThrowIfCancellationRequested();
            foreach (var capture in _current) capture.Dispose();
            var saved = _sources.Current;
            _current = saved.Select(_make).ToList();
            _madeOf = saved;
            Changed.Raise();
        }
    }

    private static async Task EndedAsync(Task loop)
    {
        try
        {
            await loop;
        }
        catch (OperationCanceledException)
        {
            // As asked.
        }
    }
}
