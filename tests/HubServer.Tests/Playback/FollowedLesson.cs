using Google.Protobuf;
using Tongtang.HubServer.Tests.Live;
using Tongtang.Protocol.Live;
using Tongtang.Protocol.Media;
using Tongtang.Protocol.Tests.Media;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Tests.Playback;

/// <summary>A running lesson of two tracks: some of it stored, the rest sent part by part as a box does.</summary>
internal sealed class FollowedLesson(StoredLesson lesson, IReadOnlyDictionary<string, Footage> tracks)
{
    public string Id => lesson.Id;

    public StoredLesson Lesson => lesson;

    public string Video => $"/media/{lesson.Id}/teacher/video.m3u8";

    public string Audio => $"/media/{lesson.Id}/teacher/audio.m3u8";

    /// <summary>Twenty seconds, of which the first <paramref name="stored"/> are stored.</summary>
    public static async Task<FollowedLesson> CreateAsync(RunningHub hub, string roomId, double stored)
    {
        var lesson = new StoredLesson(hub, roomId);
        var video = lesson.AddTrack("teacher.video", MediaKind.Video);
        video.AddEpoch("-f lavfi -i testsrc2=s=320x180:r=25 -t 20", 0);
        var audio = lesson.AddTrack("teacher.audio", MediaKind.Audio);
        audio.AddEpoch("-f lavfi -i sine=r=48000 -t 20", 0);
        lesson.AddView("teacher", "teacher.video", "teacher.audio");
        await lesson.StoreAsync("recording", TimeSpan.FromSeconds(stored));
        return new FollowedLesson(lesson, new Dictionary<string, Footage>(StringComparer.Ordinal) { ["teacher.video"] = video, ["teacher.audio"] = audio });
    }

    public IndexedSegment Segment(string track, int number) => tracks[track].Index.Segments[number];

    public byte[] Bytes(string track, int number) => File.ReadAllBytes(lesson.Path(track, 0, number));

    /// <summary>A segment's parts, as the box cut them.</summary>
    public IReadOnlyList<LivePacket> Parts(string track, int number)
    {
        var segment = Bytes(track, number);
        var cuts = Cuts(segment);
        return [.. cuts.Zip(cuts.Skip(1)).Select((cut, index) => LivePacket.OfPart(
            track.EndsWith("video", StringComparison.Ordinal) ? LiveTrack.Picture : LiveTrack.Sound,
            (index == 0 ? LivePartFlags.Independent : LivePartFlags.None) | (cut.Second == segment.Length ? LivePartFlags.LastOfSegment : LivePartFlags.None),
            0, (uint)number, (ushort)index, lesson.Id, segment.AsSpan(cut.First..cut.Second)))];
    }

    /// <summary>Parts of both tracks, in order of time.</summary>
    public async Task GiveAsync(LiveBox box, int number, Range? which = null)
    {
        var (video, audio) = (Parts("teacher.video", number), Parts("teacher.audio", number));
        var (from, count) = (which ?? Range.All).GetOffsetAndLength(Math.Max(video.Count, audio.Count));
        for (var i = from; i < from + count; i++)
        {
            if (i < video.Count) await box.GiveAsync(video[i]);
            if (i < audio.Count) await box.GiveAsync(audio[i]);
        }
    }

    /// <summary>Where each moof begins (with the prft before it), and the end.</summary>
    private static List<int> Cuts(byte[] segment)
    {
        var (cuts, start) = (new List<int>(), 0);
        for (var at = 0; at < segment.Length;)
        {
            var size = (int)System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(segment.AsSpan(at));
            at += size;
            if (segment.AsSpan(at - size + 4, 4).SequenceEqual("mdat"u8))
            {
                cuts.Add(start);
                start = at;
            }
        }
        return [.. cuts, segment.Length];
    }
}
