using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Tongtang.HubServer.Imports;
using Tongtang.HubServer.Web;

namespace Tongtang.HubServer.Accounts;

/// <summary>Body of <c>POST /api/v1/accounts/imports</c>.</summary>
/// <param name="Content">The file, base64: XLSX or CSV (UTF-8 or GB18030).</param>
/// <param name="DryRun">Only says what would come of it.</param>
internal sealed record AccountImportWish(string FileName, byte[] Content, bool DryRun = true);

/// <param name="Accounts">That could be read.</param>
/// <param name="Invitations">The links with which their owners choose passwords, shown in this answer only; null: nothing was made.</param>
/// <param name="Faults">The first 500.</param>
internal sealed record AccountImportReport(int Accounts, IReadOnlyList<Invitation>? Invitations, int TotalFaults, IReadOnlyList<TableFault> Faults);

/// <summary>Accounts for all teachers of a school, or of all schools, from one file.</summary>
internal static class AccountImportEndpoints
{
    private const int MostFaults = 500;

    private static readonly TableLimits s_limits = new(5001);

    public static void MapAccountImports(this RouteGroupBuilder group)
    {
        group.MapPost("/imports", RunAsync).WithName("importAccounts").WithMetadata(new RequestSizeLimitAttribute(TableLimits.LongestBody))
            .WithSummary("Makes accounts from a file, all or nothing, and a link for each owner; a dry run names every wrong cell");
        group.MapGet("/imports/template", Template).WithName("getAccountTemplate").WithSummary("An empty table with the heads that an import knows").Produces<string>(contentType: "text/csv");
    }

    private static async Task<Results<Ok<AccountImportReport>, ProblemHttpResult>> RunAsync(AccountImportWish body, Caller caller, AccountImports imports, CancellationToken cancellationToken)
    {
        if (NameRule.Check(body.FileName, "fileName", out _, 200) is { } problem) return problem;
        var faults = new List<TableFault>();
        if (Read(body.Content, faults) is not var (table, columns)) return Report(0, null, faults);
        var rows = await imports.TryAsync(caller, columns, table, faults, cancellationToken);
        if (faults.Count == 0 && rows.Count == 0) faults.Add(new TableFault(null, null, null, null, "accounts_none", "The file names nobody."));
        if (body.DryRun || faults.Count > 0) return Report(rows.Count, null, faults);
        if (await imports.RunAsync(rows, cancellationToken) is { } made) return Report(rows.Count, made, faults);
        // Somebody was faster; the second look says whose name it was.
        await imports.TryAsync(caller, columns, table, faults, cancellationToken);
        return Report(rows.Count, null, faults);
    }

    private static ContentHttpResult Template(HttpContext http)
    {
        http.Response.Headers.ContentDisposition = "attachment; filename=\"accounts.csv\"";
        return TypedResults.Text(CsvField.Mark + string.Join(',', PeopleSheet.Columns.Select(column => column.Headers[0])) + "\r\n", "text/csv", Encoding.UTF8);
    }

    private static Ok<AccountImportReport> Report(int accounts, IReadOnlyList<Invitation>? invitations, IReadOnlyList<TableFault> faults) =>
        TypedResults.Ok(new AccountImportReport(accounts, invitations, faults.Count, [.. faults.OrderBy(fault => fault.Row ?? 0).Take(MostFaults)]));

    /// <returns>Null when the file is no such table at all.</returns>
    private static (Table Table, TableColumns Columns)? Read(byte[] file, List<TableFault> faults)
    {
        try
        {
            var table = TableReader.Read(file, s_limits);
            var columns = TableColumns.Read(table, PeopleSheet.Columns, faults);
            return faults.Count > 0 ? null : (table, columns);
        }
        catch (TableException refusal)
        {
            faults.Add(refusal.Fault);
            return null;
        }
    }
}
