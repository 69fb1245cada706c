namespace Tongtang.HubServer.Collections;

internal static class CollectionsFeature
{
    public static IServiceCollection AddCollections(this IServiceCollection services)
    {
        services.AddSingleton<CollectionLists>();
        services.AddSingleton<CollectionStore>();
        services.AddSingleton<CollectionItems>();
        services.AddSingleton<CollectionLinks>();
        return services;
    }

    public static void MapCollections(this IEndpointRouteBuilder app)
    {
        app.MapCollectionRoutes();
        app.MapCollectionItems();
        app.MapCollectionLinks();
    }
}
