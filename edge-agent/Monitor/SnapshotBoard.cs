using System.Collections.Concurrent;
using Tongtang.EdgeAgent.Recordings;

namespace Tongtang.EdgeAgent.Monitor;

/// <param name="Jpeg">At most 320 pixels wide, a few kilobytes.</param>
internal sealed record Snapshot(ReadOnlyMemory<byte> Jpeg, DateTimeOffset TakenAt);

/// <param name="RmsDb">Of the last 200 ms, dBFS; −120 for digital silence.</param>
/// <param name="PeakDb">The highest sample of the last 200 ms, dBFS.</param>
internal sealed record SoundLevel(double RmsDb, double PeakDb, DateTimeOffset At);

/// <summary>The newest picture and sound level of every source. What is older than a few seconds counts as none.</summary>
internal sealed class SnapshotBoard(TimeProvider time)
{
    private static readonly TimeSpan Stale = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan SoundStale = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<string, Snapshot> _pictures = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SoundLevel> _sounds = new(StringComparer.Ordinal);

    /// <summary>Raised at each new picture and level, several times a second while something is captured.</summary>
    public ChangeSignal Changed { get; } = new();

    /// <summary>Null: none, or too old to be shown as now.</summary>
    public Snapshot? Picture(string source) =>
        _pictures.TryGetValue(source, out var picture) && time.GetUtcNow() - picture.TakenAt < Stale ? picture : null;

    /// <summary>Null: the source has no sound, or it does not come.</summary>
    public SoundLevel? Sound(string source) =>
        _sounds.TryGetValue(source, out var level) && time.GetUtcNow() - level.At < SoundStale ? level : null;

    public void Put(string source, Snapshot picture)
    {
        _pictures[source] = picture;
        Changed.Raise();
    }

    public void Put(string source, SoundLevel level)
    {
        _sounds[source] = level;
        Changed.Raise();
    }

    public void Forget(string source)
    {
        _pictures.TryRemove(source, out _);
        _sounds.TryRemove(source, out _);
    }
}
