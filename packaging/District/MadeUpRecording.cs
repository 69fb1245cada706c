using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Tongtang.Protocol.V1;

namespace Tongtang.District;

/// <summary>What a box says of a lesson that it records.</summary>
/// <param name="Id">The same in every run, so that nothing is stored twice.</param>
/// <param name="LessonId">Of the timetable; empty: none.</param>
internal sealed record RecordedLesson(string Id, DateTimeOffset StartedAt, string Title, string Teacher, string Subject, string ClassName, string LessonId = "")
{
    public static string IdOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
}

/// <summary>One recording of a made-up box: a teacher's picture with sound, and perhaps the screen.</summary>
/// <param name="piecesPerSegment">1 while it happens; 3 is the most that the hub takes in one segment.</param>
internal sealed class MadeUpRecording(MadeUpBox box, RecordedLesson told, MadeUpLesson lesson, bool withScreen, int piecesPerSegment)
{
    private readonly (string Track, string Codec, MediaLoop Loop)[] _tracks =
    [
        ("teacher.video", "avc1.64001E", lesson.Teacher),
        ("teacher.audio", "mp4a.40.2", lesson.Sound),
        .. withScreen ? [("screen.video", "avc1.64001E", lesson.Screen)] : Array.Empty<(string, string, MediaLoop)>(),
    ];

    private HashSet<(string Track, uint Number)> _stored = [];

    private TimeSpan SegmentLength => TimeSpan.FromSeconds(piecesPerSegment * MediaLoop.PieceSeconds);

    /// <summary>So many segments of each track are to be at the hub by now; after opening, those that were there.</summary>
    private int _segments;

    public async Task OpenAsync()
    {
        var description = new RecordingDescription
        {
            RecordingId = told.Id,
            Revision = 1,
            Title = told.Title,
            Teacher = told.Teacher,
            Subject = told.Subject,
            ClassName = told.ClassName,
            LessonId = told.LessonId,
            StartedAtMs = told.StartedAt.ToUnixTimeMilliseconds(),
            ClockKnown = true,
            Views = { new View { Name = "teacher", Role = SourceRole.Teacher, VideoTrack = "teacher.video", AudioTrack = "teacher.audio" } },
            Marks = { new Mark { AtMs = 60_000, Label = "导入" }, new Mark { AtMs = 150_000, Label = "新授" } },
        };
        if (withScreen) description.Views.Add(new View { Name = "screen", Role = SourceRole.Screen, VideoTrack = "screen.video" });
        foreach (var (track, codec, loop) in _tracks)
        {
            var isVideo = loop.Kind == TrackKind.Video;
            description.Tracks.Add(new Track { Name = track, Kind = loop.Kind, Codec = codec, Width = isVideo ? 640u : 0, Height = isVideo ? 360u : 0, Epochs = { new Epoch { InitSegment = ByteString.CopyFrom(loop.Init) } } });
        }
        var holdings = await box.OpenAsync(description);
        _stored = [.. holdings.Tracks.SelectMany(track => track.Stored.SelectMany(range => Enumerable.Range((int)range.First, (int)(range.Last - range.First + 1)).Select(number => (track.Track, (uint)number))))];
        _segments = _stored.Count == 0 ? 0 : (int)_stored.Max(one => one.Number) + 1;
    }

    /// <summary>Stores what is not at the hub of the recording's first minutes.</summary>
    public async Task StoreAsync(TimeSpan upTo)
    {
        _segments = Math.Max(_segments, (int)(upTo / SegmentLength));
        for (var number = 0; number < _segments; number++)
        {
            foreach (var (track, _, loop) in _tracks)
            {
                if (!_stored.Add((track, (uint)number))) continue;
                var bytes = loop.At(number * piecesPerSegment, piecesPerSegment);
                var header = new SegmentHeader
                {
                    RecordingId = told.Id,
                    Track = track,
                    Number = (uint)number,
                    Length = (uint)bytes.Length,
                    Sha256 = ByteString.CopyFrom(SHA256.HashData(bytes)),
                    Independent = true,
                    CapturedAtMs = (told.StartedAt + (number * SegmentLength)).ToUnixTimeMilliseconds(),
                    MediaTimeUs = (long)(number * SegmentLength).TotalMicroseconds,
                    DurationUs = (long)SegmentLength.TotalMicroseconds,
                };
                await box.StoreAsync(header, bytes);
            }
        }
    }

    public async Task CloseAsync()
    {
        var close = new CloseRecording { RecordingId = told.Id, EndedAtMs = (told.StartedAt + (_segments * SegmentLength)).ToUnixTimeMilliseconds() };
        close.Totals.Add(_tracks.Select(track => new TrackTotal { Track = track.Track, Segments = (uint)_segments }));
        await box.CloseAsync(close);
    }
}
