using Tongtang.HubServer.Database;
using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.MediaStore;

/// <summary>Where the recordings' files lie.</summary>
internal static class MediaStoreFeature
{
    public static IServiceCollection AddMediaStore(this IServiceCollection services)
    {
        services.AddSingleton(provider =>
        {
            var settings = provider.GetRequiredService<MediaStoreSettings>();
            var folder = settings.Folder.Length > 0 ? settings.Folder : provider.GetRequiredService<DataFolder>()["media"];
            return new MediaFolder(folder, settings.ReserveMegabytes * 1_000_000L, provider.GetRequiredService<TimeProvider>());
        });
        services.AddSingleton(provider => new DiskThreads(provider.GetRequiredService<MediaStoreSettings>().DiskThreads));
        return services;
    }
}
