using System.Text.Json;
using Dapper;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Timetable;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Reports;

/// <summary>A frozen report in a list.</summary>
internal sealed record FrozenReport(string Id, string Title, ReportPlaceKind PlaceKind, string PlaceName, DateOnly From, DateOnly To, string MadeBy, DateTimeOffset MadeAt);

/// <summary>All that a frozen report says. Its bytes were signed: it is kept and shown as it was, whatever is corrected later.</summary>
/// <param name="Format">1.</param>
/// <param name="Definitions">What each figure meant then.</param>
internal sealed record FrozenDocument(
    int Format, string Id, string Title, string MadeBy, DateTimeOffset MadeAt, UsageReport Report, UsageSeries Series, IReadOnlyList<FigureDefinition> Definitions,
    IReadOnlyList<LeagueRow> Schools, IReadOnlyList<LeagueRow> Rooms, IReadOnlyList<LeagueRow> Teachers);

/// <summary>The document with what proves it.</summary>
/// <param name="Signature">ECDSA over the document's SHA-256, DER, base64.</param>
/// <param name="Certificate">Of the key, PEM.</param>
internal sealed record FrozenReportDetail(FrozenReport Item, FrozenDocument Document, SealCheck Check, string Signature, string Certificate);

/// <summary>Freezes reports and reads them back.</summary>
internal sealed class FrozenReports(HubDatabase database, UsageReader reader, UsageLeague league, ReportSeal seal, TimeProvider time)
{
    private const int Format = 1;

    private const string Columns = "id, title, place_kind, place_name, region_id, school_id, from_day, to_day, wish, made_by, made_at_ms";

    private const string Insert = """
        INSERT INTO frozen_report (id, title, place_kind, place_name, region_id, school_id, from_day, to_day, wish, document, signature, certificate, made_by, made_at_ms)
        VALUES (@id, @title, @placeKind, @placeName, @regionId, @schoolId, @from, @to, @wish, @document, @signature, @certificate, @madeBy, @madeAt)
        """;

    public static IReadOnlyDictionary<string, string> SortColumns { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["madeAt"] = "made_at_ms",
        ["from"] = "from_day",
        ["title"] = "title",
        ["placeName"] = "place_name",
    };

    /// <returns>Its id.</returns>
    public async Task<string> FreezeAsync(ReportSubject subject, ReportWish wish, string title, string madeBy, CancellationToken cancellationToken)
    {
        var (id, now) = (NodeId.New(time), time.GetUtcNow());
        var document = await MakeAsync(subject, id, title, madeBy, now, cancellationToken);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(document, JsonDefaults.Options);
        var proof = seal.Sign(bytes);
        var place = subject.Filter.Place;
        var row = new
        {
            id,
            title,
            placeKind = place.Kind.Word(),
            placeName = place.Name,
            regionId = place.RegionId,
            schoolId = place.SchoolId,
            from = TimetableReader.Stored(subject.Period.From),
            to = TimetableReader.Stored(subject.Period.To),
            wish = JsonSerializer.Serialize(wish, JsonDefaults.Options),
            document = bytes,
            signature = proof.Signature,
            certificate = proof.Certificate,
            madeBy,
            madeAt = now.ToUnixTimeMilliseconds(),
        };
        await database.WriteAsync(connection => connection.ExecuteAsync(Insert, row), cancellationToken);
        return id;
    }

    public async Task<FrozenDocument> MakeAsync(ReportSubject subject, string id, string title, string madeBy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var snapshot = HubDatabase.BeginSnapshot(connection);
        async Task<List<LeagueRow>> RowsAsync(LeagueOf of)
        {
            var rows = new List<LeagueRow>();
            await foreach (var row in league.ReadAsync(connection, subject, of).WithCancellation(cancellationToken)) rows.Add(row);
            return rows;
        }
        return new FrozenDocument(
            Format, id, title, madeBy, now, await reader.ReportAsync(connection, subject), await UsageReader.SeriesAsync(connection, subject, subject.Period.Grain), Definitions.All,
            await RowsAsync(LeagueOf.School), await RowsAsync(LeagueOf.Room), await RowsAsync(LeagueOf.Teacher));
    }

    public async Task<Page<FrozenReport>> ListAsync(Scope scope, PagePlan plan, CancellationToken cancellationToken)
    {
        var where = Visible(scope);
        var values = new { scopeId = scope.Id };
        await using var connection = await database.OpenAsync(cancellationToken);
        var total = await connection.ExecuteScalarAsync<int>($"SELECT COUNT(*) FROM frozen_report WHERE {where}", values);
        return plan.Of([.. (await connection.QueryAsync<Row>($"SELECT {Columns} FROM frozen_report WHERE {where} {plan.Sql}", values)).Select(row => row.View())], total);
    }

    public async Task<FrozenBytes?> FindAsync(Scope scope, string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<Row>($"SELECT {Columns}, document, signature, certificate FROM frozen_report WHERE id = @id AND {Visible(scope)}", new { id, scopeId = scope.Id });
        return row is null ? null : new FrozenBytes(row.View(), JsonSerializer.Deserialize<ReportWish>(row.Wish, JsonDefaults.Options)!, row.Document, new Seal(row.Signature, row.Certificate));
    }

    public FrozenReportDetail Detail(FrozenBytes frozen) => new(
        frozen.Item, Read(frozen), seal.Check(frozen.Document, frozen.Seal), Convert.ToBase64String(frozen.Seal.Signature), System.Security.Cryptography.PemEncoding.WriteString("CERTIFICATE", frozen.Seal.Certificate));

    public static FrozenDocument Read(FrozenBytes frozen) => JsonSerializer.Deserialize<FrozenDocument>(frozen.Document, JsonDefaults.Options)!;

    /// <summary>What is of the whole district is for those who see it.</summary>
    private static string Visible(Scope scope) => scope.IsHub ? "1 = 1" : $"(region_id IS NOT NULL AND {scope.Filter("region_id", "COALESCE(school_id, '')")})";

    private sealed record Row
    {
        public required string Id { get; init; }

        public required string Title { get; init; }

        public required string PlaceKind { get; init; }

        public required string PlaceName { get; init; }

        public required string FromDay { get; init; }

        public required string ToDay { get; init; }

        public required string Wish { get; init; }

        public byte[] Document { get; init; } = [];

        public byte[] Signature { get; init; } = [];

        public byte[] Certificate { get; init; } = [];

        public required string MadeBy { get; init; }

        public long MadeAtMs { get; init; }

        public FrozenReport View() => new(
            Id, Title, Words.Enum<ReportPlaceKind>(PlaceKind), PlaceName, TimetableReader.Date(FromDay), TimetableReader.Date(ToDay), MadeBy, DateTimeOffset.FromUnixTimeMilliseconds(MadeAtMs));
    }
}

/// <summary>A frozen report as it is stored.</summary>
internal sealed record FrozenBytes(FrozenReport Item, ReportWish Wish, byte[] Document, Seal Seal);
