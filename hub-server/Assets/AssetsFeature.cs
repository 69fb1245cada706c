using Tongtang.HubServer.Accounts;

namespace Tongtang.HubServer.Assets;

/// <summary>设备资产: the register of what the district owns, where it stands and how old it is.</summary>
internal static class AssetsFeature
{
    public static void AddAssets(this IServiceCollection services)
    {
        services.AddSingleton<AssetLists>();
        services.AddSingleton<AssetStore>();
        services.AddSingleton<AssetImports>();
        services.AddSingleton<StockTakeLists>();
        services.AddSingleton<StockTakeStore>();
    }

    public static void MapAssets(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/assets").WithTags("assets").Needs(Right.ManageAssets);
        group.MapAssetRoutes();
        group.MapAssetImports();
        group.MapAssetExports();
        group.MapAssetKinds();
        group.MapAssetLabels();
        group.MapAssetReport();
        app.MapStockTakes();
    }
}
