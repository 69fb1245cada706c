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
            try
            {
                return new MediaFolder(folder, settings.ReserveMegabytes * 1_000_000L, provider.GetRequiredService<TimeProvider>());
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw new CannotStartException($"The recordings' folder {Path.GetFullPath(folder)} cannot be used: {error.Message} Name another one by MediaStore:Folder, or give it to this account.", error);
            }
        });
        services.AddSingleton(provider => new DiskThreads(provider.GetRequiredService<MediaStoreSettings>().DiskThreads));
        return services;
    }
}
