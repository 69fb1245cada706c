using System.Data.Common;
using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Recordings;

/// <summary>A part of a lesson, from here to the next one or to the end.</summary>
/// <param name="AtSeconds">Since the lesson began.</param>
/// <param name="Title">Empty: of a mark that has no words.</param>
internal sealed record RecordingChapter(double AtSeconds, string Title);

/// <summary>A lesson's chapters: those that somebody wrote, else the teacher's marks.</summary>
internal static class RecordingChapters
{
    public const int Most = 200;

    public const int LongestTitle = 100;

    /// <summary>A hasty second press is no chapter.</summary>
    private const double Nearest = 1;

    private const double Latest = 86_400;

    private const string Select = "SELECT at_ms, title FROM recording_chapter WHERE recording_id = @id ORDER BY at_ms";

    private const string Delete = "DELETE FROM recording_chapter WHERE recording_id = @id";

    private const string Insert = "INSERT INTO recording_chapter (recording_id, at_ms, title) VALUES (@id, @atMs, @title)";

    private const string SetEdited = "UPDATE recording SET chapters_edited = @edited WHERE id = @id";

    public static async Task<IReadOnlyList<RecordingChapter>> ReadAsync(DbConnection connection, string id) =>
        [.. (await connection.QueryAsync<Row>(Select, new { id })).Select(row => new RecordingChapter(row.AtMs / 1000.0, row.Title))];

    /// <param name="chapters">Null: the teacher's marks from now on.</param>
    public static async Task WriteAsync(DbConnection connection, string id, IReadOnlyList<RecordingChapter>? chapters)
    {
        await connection.ExecuteAsync(Delete, new { id });
        await connection.ExecuteAsync(SetEdited, new { id, edited = chapters is null ? 0 : 1 });
        await connection.ExecuteAsync(Insert, (chapters ?? []).Select(chapter => new { id, atMs = (long)Math.Round(chapter.AtSeconds * 1000), title = chapter.Title }));
    }

    /// <summary>Pure.</summary>
    public static IReadOnlyList<RecordingChapter> Of(IEnumerable<RecordingMark> marks)
    {
        var chapters = new List<RecordingChapter>();
        foreach (var mark in marks.OrderBy(mark => mark.AtSeconds))
        {
            if (chapters.Count == 0 || mark.AtSeconds - chapters[^1].AtSeconds >= Nearest) chapters.Add(new RecordingChapter(mark.AtSeconds, mark.Label));
            else if (chapters[^1].Title.Length == 0) chapters[^1] = chapters[^1] with { Title = mark.Label };
        }
        return chapters.Count > Most ? chapters[..Most] : chapters;
    }

    /// <param name="sorted">By time, with clean titles.</param>
    public static ProblemHttpResult? Check(IReadOnlyList<RecordingChapter> chapters, out IReadOnlyList<RecordingChapter> sorted)
    {
        sorted = [];
        if (chapters.Count > Most) return Problems.Invalid("chapters_too_many", $"There are {chapters.Count} chapters; allowed: {Most}.");
        var clean = new List<RecordingChapter>();
        foreach (var chapter in chapters.OrderBy(chapter => chapter.AtSeconds))
        {
            if (!(chapter.AtSeconds >= 0 && chapter.AtSeconds <= Latest)) return Problems.Invalid("chapter_time_invalid", $"A chapter is at {chapter.AtSeconds} s; allowed: 0 to {Latest}.");
            if (clean.Count > 0 && chapter.AtSeconds - clean[^1].AtSeconds < Nearest) return Problems.Invalid("chapter_time_invalid", $"Two chapters begin at {chapter.AtSeconds} s; they must be {Nearest} s apart.");
            if (NameRule.Check(chapter.Title, "title", out var title, LongestTitle) is { } fault) return fault;
            clean.Add(chapter with { Title = title });
        }
        sorted = clean;
        return null;
    }

    private sealed record Row
    {
        public long AtMs { get; init; }

        public required string Title { get; init; }
    }
}
