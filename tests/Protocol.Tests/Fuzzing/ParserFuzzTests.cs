using System.IO.Pipelines;
using System.Text;
using Google.Protobuf;
using Microsoft.Extensions.Configuration;
using Tongtang.Harness.Faults;
using Tongtang.Protocol.Enrolment;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.Media;
using Tongtang.Protocol.Programs;
using Tongtang.Protocol.Settings;
using Tongtang.Protocol.Tests.Grpc;
using Tongtang.Protocol.Tests.Media;

namespace Tongtang.Protocol.Tests.Fuzzing;

/// <summary>What reads bytes of others in both programs, fed with anything for a while.</summary>
[Trait("kind", "fault")]
public sealed class ParserFuzzTests
{
    private static readonly Lazy<byte[]> s_media = new(() => Ffmpeg.Run($"-f lavfi -i testsrc2=s=160x90:r=10 -f lavfi -i sine -t 1 {Ffmpeg.X264} -c:a aac {Ffmpeg.Cmaf} pipe:1"));

    [Fact]
    public void Fragments_AsFfmpegWritesThem() => Fuzz.Run("media boxes", [s_media.Value], bytes =>
    {
        using var reader = new FragmentReader();
        for (var at = 0; at < bytes.Length; at += 3000)
        {
            reader.Append(bytes.AsSpan(at, Math.Min(3000, bytes.Length - at)));
            while (reader.TryRead(out _))
            {
            }
        }
        reader.End();
    }, typeof(MediaFormatException));

    [Fact]
    public void Segments_AndTheirInit()
    {
        var begin = s_media.Value.AsSpan().IndexOf("moof"u8) - 4;
        byte[] init = s_media.Value[..begin], segment = s_media.Value[begin..];
        var parsed = InitSegment.Parse(init);
        Fuzz.Run("init segments", [init], bytes => InitSegment.Parse(bytes), typeof(MediaFormatException));
        Fuzz.Run("stored segments", [segment], bytes => SegmentInspector.Inspect(bytes, parsed), typeof(MediaFormatException));
    }

    [Fact]
    public void GrpcFrames_OfAStream()
    {
        byte[] stream = [.. RawCall.Frame(new EchoRequest { Payload = ByteString.CopyFrom(new byte[100]) }), .. RawCall.Frame(new EchoRequest { Repeat = 7 }), .. RawCall.Frame(new EchoRequest())];
        Fuzz.Run("gRPC frames", [stream], bytes =>
        {
            var reader = new MessageReader<EchoRequest>(PipeReader.Create(new MemoryStream(bytes)), EchoRequest.Parser, 1000, e => e);
            while (reader.ReadAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult() is not null)
            {
            }
        }, typeof(GrpcException));
    }

    [Fact]
    public void GrpcHeaders_OfACall() => Fuzz.Run("gRPC timeouts and status messages", [.. new[] { "99999999H", "1n", "caf%C3%A9 %25", "%E8%AF%BE" }.Select(Encoding.UTF8.GetBytes)], bytes =>
    {
        var text = Encoding.Latin1.GetString(bytes);
        _ = GrpcTimeout.TryParse(text, out _);
        StatusMessage.Decode(text);
    });

    [Fact]
    public void JoinCodes_AsPeopleTypeThem()
    {
        var code = JoinCode.Create("authority"u8, "hub.example:8701").Reveal();
        Fuzz.Run("join codes", [Encoding.UTF8.GetBytes(code), Encoding.UTF8.GetBytes(code.ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal))], bytes => JoinCode.TryParse(Encoding.UTF8.GetString(bytes), out _));
    }

    [Fact]
    public void SettingsFiles()
    {
        var sample = """{"Logs": {"Megabytes": 10, "Files": 3, "Folder": "课", "Level": "Information"}, "Other": [1, {"a": null}]}"""u8.ToArray();
        Fuzz.Run("settings files", [sample], bytes =>
        {
            IConfiguration configuration;
            try
            {
                configuration = new ConfigurationBuilder().AddJsonStream(new MemoryStream(bytes)).Build();
            }
            catch (Exception refusal) when (refusal is FormatException or InvalidDataException or System.Text.Json.JsonException)
            {
                return;
            }
            SettingsReader.CheckSections(configuration, "Logs", "Other");
            SettingsReader.Read<LogOptions>(configuration, "Logs");
        }, typeof(SettingException));
    }
}
