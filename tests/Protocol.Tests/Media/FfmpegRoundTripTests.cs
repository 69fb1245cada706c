using System.Buffers;
using Tongtang.Harness;
using Tongtang.Protocol.Media;

namespace Tongtang.Protocol.Tests.Media;

/// <summary>What the real ffmpeg writes goes through reader and writer and is decoded by the real ffmpeg again.</summary>
public sealed class FfmpegRoundTripTests
{
    private const string Picture = "-f lavfi -i testsrc=s=320x240:r=25";
    private const string Sound = "-f lavfi -i sine=r=48000";

    [Theory]
    [InlineData("picture", $"{Picture} -t 3 {Ffmpeg.X264}")]
    [InlineData("b-frames", $"{Picture} -t 3 -c:v libx264 -preset veryfast -bf 2 -pix_fmt yuv420p")]
    [InlineData("h265", $"{Picture} -t 1 -c:v libx265 -x265-params log-level=none -tag:v hvc1")]
    [InlineData("sound", $"{Sound} -t 3 -c:a aac")]
    public void Rewritten_RealFfmpegOutput_DecodesWithoutAComplaint(string name, string arguments)
    {
        using var folder = new TemporaryFolder();
        var stream = Ffmpeg.Run($"{arguments} {Ffmpeg.Cmaf} pipe:1");
        var path = folder["rewritten.mp4"];
        File.WriteAllBytes(path, Rewrite(stream, groupOf: 5).Values.Single());

        Ffmpeg.Decode(path);
        Assert.InRange(Ffmpeg.DurationSeconds(path), name == "h265" ? 0.9 : 2.9, 3.1);
    }

    [Fact]
    public void Read_PictureAndSoundInOneOutput_GivesEverySampleOfBoth()
    {
        using var folder = new TemporaryFolder();
        var stream = Ffmpeg.Run($"{Picture} {Sound} -t 3 {Ffmpeg.X264} -c:a aac {Ffmpeg.Cmaf} pipe:1");
        File.WriteAllBytes(folder["both.mp4"], stream);
        var bytes = new Dictionary<uint, long>();
        using var reader = new FragmentReader();
        reader.Append(stream);
        while (reader.TryRead(out var fragment))
            bytes[fragment.TrackId] = bytes.GetValueOrDefault(fragment.TrackId) + fragment.Payload.Length;

        Assert.Equal(["avc1.42C00D", "mp4a.40.2"], reader.Init!.Tracks.Select(track => track.Codec));
        foreach (var track in reader.Init.Tracks)
        {
            var sizes = Ffmpeg.Probe(folder["both.mp4"], $"-select_streams {track.Id - 1} -show_entries packet=size");
            Assert.Equal(sizes.Split('\n', StringSplitOptions.RemoveEmptyEntries).Sum(line => long.Parse(line.Trim(',', ' '))), bytes[track.Id]);
        }
    }

    [Fact]
    public void Rewritten_CopiedFromATransportStream_DecodesWithoutAComplaint()
    {
        using var folder = new TemporaryFolder();
        var ts = folder["camera.ts"];
        Ffmpeg.Run($"{Picture} {Sound} -t 4 {Ffmpeg.X264} -c:a aac -f mpegts {ts}");
        foreach (var map in (string[])["-map 0:v", "-map 0:a -bsf:a aac_adtstoasc"])
        {
            var stream = Ffmpeg.Run($"-i {ts} {map} -c copy {Ffmpeg.Cmaf.Replace("cmaf", "cmaf+delay_moov")} pipe:1");
            var path = folder["copy.mp4"];
            File.WriteAllBytes(path, Rewrite(stream, groupOf: 7).Values.Single());
            Ffmpeg.Decode(path);
            Assert.InRange(Ffmpeg.DurationSeconds(path), 3.9, 4.1);
        }
    }

    /// <summary>One file per track: its own init segment and fragments of several samples.</summary>
    private static Dictionary<uint, byte[]> Rewrite(byte[] stream, int groupOf)
    {
        var outputs = new Dictionary<uint, ArrayBufferWriter<byte>>();
        var groups = new Dictionary<uint, Group>();
        using var reader = new FragmentReader();
        foreach (var chunk in stream.Chunk(3001))
        {
            reader.Append(chunk);
            while (reader.TryRead(out var fragment))
            {
                var group = groups.TryGetValue(fragment.TrackId, out var found) ? found : groups[fragment.TrackId] = new Group();
                group.Add(fragment);
                if (group.Samples.Count >= groupOf)
                    group.Flush(Output(reader.Init!, fragment.TrackId), fragment.TrackId);
            }
        }

        Assert.Null(reader.End());
        foreach (var (track, group) in groups.Where(entry => entry.Value.Samples.Count > 0))
            group.Flush(Output(reader.Init!, track), track);
        return outputs.ToDictionary(entry => entry.Key, entry => entry.Value.WrittenSpan.ToArray());

        ArrayBufferWriter<byte> Output(InitSegment init, uint track)
        {
            if (!outputs.TryGetValue(track, out var output))
            {
                outputs[track] = output = new ArrayBufferWriter<byte>();
                output.Write(init.ForTrack(track));
            }

            return output;
        }
    }

    private sealed class Group
    {
        private readonly ArrayBufferWriter<byte> _payload = new();
        private long _decodeTime;
        private uint _sequence;

        public List<Sample> Samples { get; } = [];

        public void Add(Fragment fragment)
        {
            if (Samples.Count == 0)
                _decodeTime = fragment.DecodeTime;
            Samples.AddRange(fragment.Samples.Span);
            _payload.Write(fragment.Payload.Span);
        }

        public void Flush(ArrayBufferWriter<byte> output, uint track)
        {
            FragmentWriter.Write(output, ++_sequence, track, _decodeTime, [.. Samples], _payload.WrittenSpan);
            Samples.Clear();
            _payload.Clear();
        }
    }
}
