using System.Globalization;
using System.Text;
using Tongtang.HubServer.Recordings;

namespace Tongtang.HubServer.Playback;

/// <summary>Chapters as ffmpeg reads them (https://ffmpeg.org/ffmpeg-formats.html#Metadata-1). Pure.</summary>
internal static class ChapterFile
{
    /// <param name="chapters">In the order of time.</param>
    /// <param name="times">When they come in the file.</param>
    /// <param name="before">What stands before the lesson.</param>
    /// <param name="opening">What comes before the first chapter: players begin with a chapter wherever there are any.</param>
    public static string Of(IReadOnlyList<RecordingChapter> chapters, FileTimes times, TimeSpan before, string opening)
    {
        var text = new StringBuilder(";FFMETADATA1\n");
        var end = Milliseconds(times.Duration + before);
        var starts = chapters.Select((chapter, number) => (At: times.At(TimeSpan.FromSeconds(chapter.AtSeconds)) + before, Title: chapter.Title.Length > 0 ? chapter.Title : $"{number + 1}"))
            .Where(chapter => chapter.At is not null).Select(chapter => (At: Milliseconds(chapter.At!.Value), chapter.Title))
            // What was trimmed away before the first moment begins with it: of those the last holds.
            .GroupBy(chapter => chapter.At).Select(group => group.Last()).Where(chapter => chapter.At < end).ToList();
        if (starts.Count > 0 && starts[0].At > 0) starts.Insert(0, (0, opening));
        for (var i = 0; i < starts.Count; i++)
        {
            var until = i + 1 < starts.Count ? starts[i + 1].At : end;
            text.Append(CultureInfo.InvariantCulture, $"[CHAPTER]\nTIMEBASE=1/1000\nSTART={starts[i].At}\nEND={until}\ntitle={Escaped(starts[i].Title)}\n");
        }
        return text.ToString();
    }

    public static string Escaped(string text)
    {
        var escaped = new StringBuilder();
        foreach (var character in text.ReplaceLineEndings(" "))
        {
            if (character is '=' or ';' or '#' or '\\') escaped.Append('\\');
            escaped.Append(character);
        }
        return escaped.ToString();
    }

    private static long Milliseconds(TimeSpan time) => (long)Math.Round(time.TotalMilliseconds);
}
