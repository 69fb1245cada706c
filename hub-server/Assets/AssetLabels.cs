using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using QRCoder;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Web;

namespace Tongtang.HubServer.Assets;

/// <summary>What is printed and stuck on an asset.</summary>
/// <param name="Place">Its school, or its region's name; not its room, which changes more often than labels do.</param>
/// <param name="Address">The asset's page: what the picture says.</param>
/// <param name="Picture">The code's dark squares (ISO/IEC 18004), with its quiet edge.</param>
internal sealed record AssetLabel(string Id, string Code, string Name, string Place, string Address, LabelPicture Picture);

/// <summary>A square picture as the path of an SVG.</summary>
/// <param name="Side">How many squares it is wide and high.</param>
internal sealed record LabelPicture(int Side, string Path)
{
    public static LabelPicture Of(string text)
    {
        using var data = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var path = new StringBuilder();
        foreach (var (y, row) in data.ModuleMatrix.Index())
        {
            for (var x = 0; x < row.Count; x++)
            {
                if (!row[x]) continue;
                var begin = x;
                while (x < row.Count && row[x]) x++;
                path.Append(CultureInfo.InvariantCulture, $"M{begin} {y}h{x - begin}v1H{begin}z");
            }
        }
        return new LabelPicture(data.ModuleMatrix.Count, path.ToString());
    }
}

internal static class AssetLabels
{
    public static void MapAssetLabels(this RouteGroupBuilder group) =>
        group.MapGet("/labels", ListAsync).WithName("listAssetLabels").WithSummary("The labels of a filter's assets, each with a code that leads to the asset's page");

    private static async Task<Results<Ok<Page<AssetLabel>>, ProblemHttpResult>> ListAsync(
        Caller caller, AssetLists assets, WebSettings settings, IServer server, [AsParameters] PageQuery page, [AsParameters] AssetQuery query, CancellationToken cancellationToken)
    {
        if (page.Plan(AssetLists.SortColumns, "code", AssetLists.TieBreaker, out var plan) is { } problem) return problem;
        if (query.Check(out var filter) is { } wrong) return wrong;
        var hub = PublicAddress.Of(settings, server.Features.Get<IServerAddressesFeature>());
        var found = await assets.ListAsync(caller.Scope, filter, plan, cancellationToken);
        return TypedResults.Ok(plan.Of(found.Items.Select(asset => Label(asset, hub)).ToList(), found.Total));
    }

    private static AssetLabel Label(Asset asset, string hub)
    {
        var address = AssetCode.PageOf(hub, asset.Id);
        return new AssetLabel(asset.Id, asset.Code, asset.Name, asset.SchoolName ?? asset.RegionName, address, LabelPicture.Of(address));
    }
}
