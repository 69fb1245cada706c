using System.Security.Cryptography;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Sources;
using Tongtang.EdgeAgent.Tests.HubLink;
using Tongtang.Protocol.Media;

namespace Tongtang.EdgeAgent.Tests.Uploads;

/// <summary>A recording in a box's journal whose segments are random bytes: uploads do not look inside.</summary>
internal sealed class Lesson
{
    private const string Track = "teacher.video";
    private readonly Journal _journal;
    private readonly RecordingFolders _folders;
    private int _next;

    public Lesson(TestBox box, long startedAtMs = 1_790_000_000_000)
    {
        (_journal, _folders) = (box.Get<Journal>(), box.Get<RecordingFolders>());
        _journal.Begin(
            new RecordingStart(Id, "Lesson", "", startedAtMs, 0, "boot", 0, true, null),
            [new SourceOptions { Name = "teacher", Kind = SourceKind.Test }]);
        _journal.BeginEpoch(new EpochStart(Id, Track, MediaKind.Video, "avc1.64001F", 640, 360, new byte[] { 1, 2, 3 }));
        Directory.CreateDirectory(Path.GetDirectoryName(_folders.Segment(Id, Track, 0, 0))!);
    }

    public string Id { get; } = Guid.CreateVersion7().ToString("N");

    public List<byte[]> Segments { get; } = [];

    public Lesson Add(int segments, int bytes = 1000)
    {
        for (var i = 0; i < segments; i++)
        {
            var content = RandomNumberGenerator.GetBytes(bytes);
            var path = _folders.Segment(Id, Track, 0, _next);
            File.WriteAllBytes(path, content);
            Segments.Add(content);
            _journal.AddSegment(new JournalSegment(Id, Track, 0, _next, path, bytes, SHA256.HashData(content), 1_790_000_000_000, _next * 2_000_000L, 2_000_000, true, false, false));
            _next++;
        }
        return this;
    }

    public string FileOf(int number) => _folders.Segment(Id, Track, 0, number);

    public Lesson End()
    {
        _journal.End(Id, 1_790_000_100_000, _next * 2_000_000L);
        return this;
    }

    /// <summary>Whether the hub has every byte as it is on the box.</summary>
    public bool IsWhole(TestHub hub) =>
        Enumerable.Range(0, Segments.Count).All(n => hub.Recordings.Segments.TryGetValue((Id, Track, (uint)n), out var stored) && stored.AsSpan().SequenceEqual(Segments[n]));
}
