using System.Data.Common;
using Dapper;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Events;
using Tongtang.HubServer.MediaStore;
using Tongtang.Protocol.Media;
using Tongtang.Protocol.Tests.Media;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Tests.Playback;

/// <summary>A lesson of real media in a hub's tables and folder, as the intake leaves it.</summary>
internal sealed class StoredLesson(RunningHub hub, string roomId)
{
    private readonly List<(string Name, MediaKind Kind, Footage Footage)> _tracks = [];

    public string Id { get; } = Guid.CreateVersion7().ToString("N");

    /// <summary>Segments that have not come yet.</summary>
    public HashSet<(string Track, int Number)> Absent { get; } = [];

    /// <summary>When the box last said anything.</summary>
    public DateTimeOffset LastHeardAt { get; set; } = TimeProvider.System.GetUtcNow();

    public RecordingDescription Description { get; } = new() { Title = "二次函数", Teacher = "王老师", StartedAtMs = 1_795_000_000_000, Revision = 1 };

    public Footage AddTrack(string name, MediaKind kind)
    {
        var footage = new Footage(hub.Services.GetRequiredService<MediaFolder>().RecordingFolder(Id), name, kind);
        _tracks.Add((name, kind, footage));
        Description.Tracks.Add(new Track { Name = name, Kind = kind == MediaKind.Video ? TrackKind.Video : TrackKind.Audio });
        return footage;
    }

    public void AddView(string name, string video, string audio) =>
        Description.Views.Add(new View { Name = name, Role = SourceRole.Teacher, VideoTrack = video, AudioTrack = audio });

    /// <summary>Writes the rows anew, with what ended before <paramref name="until"/>, and tells of it.</summary>
    public async Task StoreAsync(string state, TimeSpan? until = null)
    {
        Describe();
        await hub.Services.GetRequiredService<HubDatabase>().WriteAsync(connection => StoreAsync(connection, state, until), CancellationToken.None);
        hub.Services.GetRequiredService<EventHub>().Changed("recording", Id);
    }

    public string Path(string track, int epoch, int number) => _tracks.Single(known => known.Name == track).Footage.Path(epoch, number);

    /// <summary>A camera that restarted with another picture after 6 s and was away for 4, and a microphone that went on.</summary>
    public static async Task<StoredLesson> WithARestartAsync(RunningHub hub, string roomId)
    {
        var lesson = new StoredLesson(hub, roomId);
        var video = lesson.AddTrack("teacher.video", MediaKind.Video);
        video.AddEpoch("-f lavfi -i testsrc=s=320x240:r=25 -t 6", 0.4);
        video.AddEpoch("-f lavfi -i testsrc2=s=640x360:r=25 -t 6", 10.4);
        lesson.AddTrack("mic.audio", MediaKind.Audio).AddEpoch("-f lavfi -i sine=r=48000 -t 16.4", 0);
        lesson.AddView("teacher", "teacher.video", "mic.audio");
        lesson.AddView("mic", "", "mic.audio");
        await lesson.StoreAsync("complete");
        return lesson;
    }

    private bool IsListedHidden(string track, int number) =>
        Description.Tracks.Single(described => described.Name == track).Hidden.Any(range => range.First <= number && number <= range.Last);

    private void Describe()
    {
        Description.RecordingId = Id;
        foreach (var (name, _, footage) in _tracks)
        {
            var (described, parsed) = (Description.Tracks.Single(track => track.Name == name), InitSegment.Parse(footage.Inits[0]).Tracks[0]);
            (described.Codec, described.Width, described.Height) = (parsed.Codec, (uint)parsed.Width, (uint)parsed.Height);
            described.Epochs.Clear();
            described.Epochs.AddRange(footage.Inits.Select((init, epoch) => new Epoch { Number = (uint)epoch, InitSegment = ByteString.CopyFrom(init) }));
        }
    }

    private async Task<bool> StoreAsync(DbConnection connection, string state, TimeSpan? until)
    {
        await connection.ExecuteAsync("DELETE FROM recording WHERE id = @Id", new { Id });
        var segments = _tracks.SelectMany(track => track.Footage.Index.Segments.Where(segment => segment.End <= (until ?? TimeSpan.MaxValue)).Select(segment => (track.Name, Segment: segment)))
            .Where(stored => !Absent.Contains((stored.Name, stored.Segment.Number))).ToList();
        await connection.ExecuteAsync(
            """
            INSERT INTO recording (id, room_id, agent_id, title, teacher, revision, started_at_ms, clock_offset_ms, closed, state, bytes, stored_segments, last_segment_at_ms, description, created_at_ms)
            VALUES (@Id, @roomId, 'box', @title, @teacher, @revision, @started, 0, 0, @state, 0, @stored, @now, @description, @started)
            """,
            new
            {
                Id,
                roomId,
                title = Description.Title,
                teacher = Description.Teacher,
                revision = (long)Description.Revision,
                started = Description.StartedAtMs,
                now = LastHeardAt.ToUnixTimeMilliseconds(),
                state,
                stored = segments.Count(stored => !IsListedHidden(stored.Name, stored.Segment.Number)),
                description = Description.ToByteArray(),
            });
        for (var position = 0; position < _tracks.Count; position++)
        {
            var (name, kind, footage) = _tracks[position];
            var parsed = InitSegment.Parse(footage.Inits[0]).Tracks[0];
            await connection.ExecuteAsync(
                "INSERT INTO track (recording_id, name, kind, codec, width, height, position) VALUES (@Id, @name, @kind, @codec, @width, @height, @position)",
                new { Id, name, kind = kind == MediaKind.Video ? "video" : "audio", codec = parsed.Codec, width = parsed.Width, height = parsed.Height, position });
            for (var epoch = 0; epoch < footage.Inits.Count; epoch++)
                await connection.ExecuteAsync("INSERT INTO epoch (recording_id, track, number, first_segment, init) VALUES (@Id, @name, @epoch, 0, @init)", new { Id, name, epoch, init = footage.Inits[epoch] });
        }

        foreach (var (name, segment) in segments)
        {
            await connection.ExecuteAsync(
                """
                INSERT INTO segment (recording_id, track, number, epoch, bytes, sha256, captured_at_ms, media_time_us, duration_us, independent)
                VALUES (@Id, @name, @number, @epoch, @bytes, @hash, 0, @start, @duration, @independent)
                """,
                new { Id, name, number = segment.Number, epoch = segment.Epoch, bytes = segment.Bytes, hash = new byte[32], start = (long)segment.Start.TotalMicroseconds, duration = (long)segment.Duration.TotalMicroseconds, independent = segment.Independent ? 1 : 0 });
        }

        return true;
    }
}
