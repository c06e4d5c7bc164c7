using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Abstractions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Wattd.Http;

/// <summary>Passes every request to the handler, in a context that the connection reuses for the next one.</summary>
/// <param name="handler">Answers every request.</param>
sealed class RequestContexts(RequestDelegate handler) : IHttpApplication<DefaultHttpContext>
{
    public DefaultHttpContext CreateContext(IFeatureCollection contextFeatures)
    {
        var kept = contextFeatures as IHostContextContainer<DefaultHttpContext>;
        if (kept?.HostContext is { } context)
            context.Initialize(contextFeatures);
        else
            context = new DefaultHttpContext(contextFeatures);
        if (kept is not null)
            kept.HostContext = context;
        contextFeatures.GetRequiredFeature<WebClient>().Asked();
        return context;
    }

    public Task ProcessRequestAsync(DefaultHttpContext context) => handler(context);

    public void DisposeContext(DefaultHttpContext context, Exception? exception)
    {
        context.Features.GetRequiredFeature<WebClient>().Answered();
        context.Uninitialize();
    }
}
