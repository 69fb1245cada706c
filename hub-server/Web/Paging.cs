using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Web;

/// <summary>One page of a list and how many there are in all.</summary>
internal sealed record Page<T>(IReadOnlyList<T> Items, int Total, int Number, int PageSize)
{
    [System.Text.Json.Serialization.JsonPropertyName("page")]
    public int Number { get; init; } = Number;
}

/// <summary>Which page of a list, in which order; take it with <c>[AsParameters]</c>.</summary>
internal readonly record struct PageQuery(
    [property: FromQuery(Name = "page"), Description("From 1.")] int? Page,
    [property: FromQuery(Name = "pageSize"), Description("1 to 200; 50 when not given.")] int? PageSize,
    [property: FromQuery(Name = "sort"), Description("A field's name; with - before it in descending order.")] string? Sort)
{
    public const int LargestPage = 200;

    private const int LastRow = 10_000_000;

    /// <summary>
    /// Checks the wish and turns it into SQL.
    /// </summary>
    /// <param name="columns">What may be sorted by: the field's name to its SQL expression. Nothing else reaches the SQL.</param>
    /// <param name="usual">The order when none is asked for, as in <c>-startedAt</c>.</param>
    /// <param name="tieBreaker">A unique column, so that pages never overlap.</param>
    /// <param name="plan">The result.</param>
    /// <returns>What is wrong with the wish, or null.</returns>
    public ProblemHttpResult? Plan(IReadOnlyDictionary<string, string> columns, string usual, string tieBreaker, out PagePlan plan)
    {
        plan = default;
        var (page, size, sort) = (Page ?? 1, PageSize ?? 50, string.IsNullOrEmpty(Sort) ? usual : Sort);
        if (size is < 1 or > LargestPage) return Problems.Invalid("page_size_invalid", $"pageSize is {size}; allowed: 1 to {LargestPage}.");
        if (page < 1 || (long)page * size > LastRow) return Problems.Invalid("page_invalid", $"page is {page}; allowed: 1 to {LastRow / size}.");
        var descending = sort.StartsWith('-');
        if (!columns.TryGetValue(descending ? sort[1..] : sort, out var column))
            return Problems.Invalid("sort_invalid", $"sort is not a field of this list; allowed: {string.Join(", ", columns.Keys)}, each with - before it for the other way round.");
        plan = new PagePlan(page, size, $"ORDER BY {column} {(descending ? "DESC" : "ASC")}, {tieBreaker} LIMIT {size} OFFSET {(page - 1) * size}");
        return null;
    }
}

/// <summary>A checked page: <paramref name="Sql"/> goes to the end of the query.</summary>
internal readonly record struct PagePlan(int Number, int Size, string Sql)
{
    public Page<T> Of<T>(IReadOnlyList<T> items, int total) => new(items, total, Number, Size);
}
