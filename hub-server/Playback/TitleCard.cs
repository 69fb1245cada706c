using System.Globalization;
using System.Text;
using Tongtang.HubServer.Recordings;
using Tongtang.HubServer.Timetable;

namespace Tongtang.HubServer.Playback;

/// <param name="Size">Of its letters, in pixels of 1080.</param>
internal readonly record struct TitleLine(string Text, int Size, int Y, bool IsSoft);

/// <summary>What stands before an edited file. Pure.</summary>
internal static class TitleCard
{
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(4);

    private const int TitleSize = 84;

    private const int SoftSize = 46;

    /// <summary>Halves of a letter's height that stand in one line: a Chinese character is two.</summary>
    private const int Widest = 40;

    private const int MostTitleLines = 3;

    public static IReadOnlyList<TitleLine> Lines(RecordingDetail lesson, TimeZoneInfo zone)
    {
        var title = Wrap(lesson.Title.Length > 0 ? lesson.Title : lesson.RoomName);
        var day = WallClock.DateOf(lesson.StartedAt, zone).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        string[] below = [Joined(lesson.Teacher, lesson.Subject), Joined(lesson.SchoolName, lesson.ClassName), day];
        var y = 480 - (title.Count * TitleSize * 7 / 10);
        var lines = new List<TitleLine>();
        foreach (var line in title)
        {
            lines.Add(new TitleLine(line, TitleSize, y, IsSoft: false));
            y += TitleSize * 14 / 10;
        }
        y += 50;
        foreach (var line in below.Where(line => line.Length > 0))
        {
            lines.Add(new TitleLine(line, SoftSize, y, IsSoft: true));
            y += SoftSize * 16 / 10;
        }
        return lines;
    }

    /// <summary>Into lines as wide as the picture takes; what is more than three is cut.</summary>
    public static IReadOnlyList<string> Wrap(string text)
    {
        var (lines, line, width) = (new List<string>(), new StringBuilder(), 0);
        foreach (var rune in text.EnumerateRunes())
        {
            var own = rune.Value < 0x1100 ? 1 : 2;
            if (width + own > Widest)
            {
                if (lines.Count == MostTitleLines - 1)
                {
                    lines.Add(line.ToString().TrimEnd() + "…");
                    return lines;
                }
                // At the last space if there is one, as Latin words want; Chinese may break anywhere.
                var space = own == 1 ? line.ToString().LastIndexOf(' ') : -1;
                var rest = space > 0 ? line.ToString(space + 1, line.Length - space - 1) : "";
                lines.Add((space > 0 ? line.ToString(0, space) : line.ToString()).Trim());
                line.Clear().Append(rest);
                width = rest.EnumerateRunes().Sum(one => one.Value < 0x1100 ? 1 : 2);
            }
            line.Append(rune.ToString());
            width += own;
        }
        if (line.Length > 0) lines.Add(line.ToString().Trim());
        return lines;
    }

    private static string Joined(string one, string other) => string.Join("  ·  ", new[] { one, other }.Where(text => text.Length > 0));
}
