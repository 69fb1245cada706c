using System.Buffers.Binary;
using System.Diagnostics;
using Tongtang.Protocol.V1;

namespace Tongtang.District;

/// <summary>One fragment of 16 s, as it can stand anywhere in a track.</summary>
/// <param name="DecodeTimeAt">Where its 64 bits of tfdt are.</param>
internal sealed record MediaPiece(byte[] Bytes, int DecodeTimeAt);

/// <summary>A track that goes on for ever: its pieces again and again, each with the time at which it stands.</summary>
internal sealed record MediaLoop(byte[] Init, IReadOnlyList<MediaPiece> Pieces, long TicksPerPiece, TrackKind Kind)
{
    public const int PieceSeconds = 16;

    /// <summary>Some pieces one after the other, each with its time.</summary>
    public byte[] At(int first, int count)
    {
        var bytes = new byte[Enumerable.Range(first, count).Sum(number => Of(number).Bytes.Length)];
        var at = 0;
        for (var number = first; number < first + count; number++)
        {
            Of(number).Bytes.CopyTo(bytes, at);
            BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(at + Of(number).DecodeTimeAt), number * TicksPerPiece);
            at += Of(number).Bytes.Length;
        }
        return bytes;
    }

    private MediaPiece Of(int number) => Pieces[number % Pieces.Count];
}

/// <summary>A lesson's picture, screen and voice, made by ffmpeg and espeak-ng once and used by many rooms.</summary>
internal sealed record MadeUpLesson(MediaLoop Teacher, MediaLoop Screen, MediaLoop Sound, byte[] TeacherJpeg, byte[] ScreenJpeg);

internal static class MadeUpMedia
{
    private const string Font = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc";

    private static readonly (string Subject, string Title, string Ground, string Words)[] s_lessons =
    [
        ("语文", "《秋天的雨》", "0x8a5a2b", "同学们好，今天我们学习课文秋天的雨。请大家打开课本。"),
        ("数学", "两位数乘两位数", "0x1f5f8b", "我们先来看这道题，二十四乘以十二等于多少？"),
        ("英语", "Unit 3  My friends", "0x2f6b3f", "Good morning class. Today we talk about our friends."),
        ("科学", "水的三态变化", "0x35506b", "水在零度会结成冰，在一百度会变成水蒸气。"),
    ];

    public static IReadOnlyList<string> Subjects { get; } = [.. s_lessons.Select(lesson => lesson.Subject)];

    /// <summary>Which of them is shown in a lesson of the subject, and what it is about.</summary>
    public static (int Lesson, string Title) Of(string subject)
    {
        var found = Array.FindIndex(s_lessons, lesson => lesson.Subject == subject);
        return found >= 0 ? (found, s_lessons[found].Title) : (Math.Abs(subject.Sum(letter => letter)) % s_lessons.Length, "");
    }

    public static async Task<IReadOnlyList<MadeUpLesson>> MakeAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        var all = new List<MadeUpLesson>();
        foreach (var (index, lesson) in s_lessons.Index()) all.Add(await MakeAsync(Path.Combine(folder, $"{index}"), lesson.Subject, lesson.Title, lesson.Ground, lesson.Words));
        return all;
    }

    private static async Task<MadeUpLesson> MakeAsync(string name, string subject, string title, string ground, string words)
    {
        var (teacher, screen, sound) = ($"{name}-teacher.mp4", $"{name}-screen.mp4", $"{name}-sound.mp4");
        if (!File.Exists(sound))
        {
            await VideoAsync(teacher, $"color=c={ground}:s=640x360:r=10,drawbox=x=150:y=40:w=340:h=170:color=0x1d3b2a:t=fill,drawbox=x=150:y=40:w=340:h=170:color=0x9a7b4f:t=6,{Text(subject + "　" + title, 26, "white", "320-tw/2", "110")},drawbox=x=285:y=195:w=70:h=120:color=0x39424e:t=fill,drawbox=x=297:y=150:w=46:h=46:color=0xe0b48c:t=fill,drawbox=x=0:y=310:w=640:h=50:color=0x6b4f33:t=fill,drawbox=x='355+40*sin(t)':y=205:w=60:h=10:color=0xe0b48c:t=fill");
            await VideoAsync(screen, $"color=c=white:s=640x360:r=10,drawbox=x=0:y=0:w=640:h=64:color={ground}:t=fill,{Text(title.Length == 0 ? subject : title, 30, "white", "24", "16")},{Text(subject, 22, "0x333333", "24", "100")},{Text("一、读一读　二、想一想　三、练一练", 24, "0x333333", "24", "160")},drawbox=x=0:y=350:w='640*mod(t,32)/32':h=10:color={ground}:t=fill");
            await RunAsync("espeak-ng", "-v", words[0] < 128 ? "en" : "cmn", "-s", "140", "-w", $"{name}.wav", words);
            await RunAsync("ffmpeg", "-v", "error", "-y", "-stream_loop", "-1", "-i", $"{name}.wav", "-ar", "48000", "-ac", "1", "-c:a", "aac", "-b:a", "32k", "-frames:a", "1500",
                "-movflags", "cmaf", "-frag_duration", "16000000", "-f", "mp4", sound + ".new");
            File.Move(sound + ".new", sound, overwrite: true);
        }
        return new MadeUpLesson(Read(teacher, 0, TrackKind.Video), Read(screen, 0, TrackKind.Video), Read(sound, 48_000, TrackKind.Audio), await PictureAsync(teacher), await PictureAsync(screen));
    }

    private static string Text(string text, int size, string color, string x, string y) => $"drawtext=fontfile={Font}:text='{text}':fontsize={size}:fontcolor={color}:x={x}:y={y}";

    private static Task VideoAsync(string file, string graph) => RunAsync(
        "ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", graph, "-t", "32", "-c:v", "libx264", "-preset", "veryfast", "-profile:v", "high", "-bf", "0", "-pix_fmt", "yuv420p", "-crf", "30",
        "-g", "160", "-keyint_min", "160", "-sc_threshold", "0", "-movflags", "cmaf+frag_keyframe", "-video_track_timescale", "90000", "-f", "mp4", file);

    private static async Task<byte[]> PictureAsync(string file)
    {
        if (!File.Exists(file + ".jpg")) await RunAsync("ffmpeg", "-v", "error", "-y", "-i", file, "-frames:v", "1", "-vf", "scale=480:270", "-q:v", "6", file + ".jpg");
        return await File.ReadAllBytesAsync(file + ".jpg");
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardInput = true })!;
        process.StandardInput.Close();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new DistrictException($"{program} ended with {process.ExitCode}: {errors}");
    }

    /// <summary>The file cut at its fragments; <paramref name="timescale"/> 0: that of our pictures.</summary>
    private static MediaLoop Read(string file, int timescale, TrackKind kind)
    {
        var bytes = File.ReadAllBytes(file);
        var (init, pieces, start) = (0, new List<MediaPiece>(), -1);
        for (var at = 0; at + 8 <= bytes.Length;)
        {
            var (size, type) = Box(bytes, at);
            if (type == "moof") start = at;
            else if (type == "mdat" && start >= 0) pieces.Add(Piece(bytes[start..(at + size)]));
            else if (type is "ftyp" or "moov") init = at + size;
            at += size;
        }
        if (pieces.Count != 2) throw new DistrictException($"{file} has {pieces.Count} fragments and not 2");
        return new MediaLoop(bytes[..init], pieces, MediaLoop.PieceSeconds * (timescale == 0 ? 90_000L : timescale), kind);
    }

    private static MediaPiece Piece(byte[] bytes)
    {
        // moof and traf hold boxes; tfdt of version 1 has its 64 bits behind version and flags.
        var at = 8;
        while (Box(bytes, at) is var (size, type) && type != "tfdt") at += type == "traf" ? 8 : size;
        if (bytes[at + 8] != 1) throw new DistrictException("tfdt has 32 bits");
        return new MediaPiece(bytes, at + 12);
    }

    private static (int Size, string Type) Box(byte[] bytes, int at) =>
        (BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(at)), System.Text.Encoding.ASCII.GetString(bytes, at + 4, 4));
}
