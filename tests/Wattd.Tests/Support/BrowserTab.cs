using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Wattd.Tests.Support;

/// <summary>One tab of the browser.</summary>
sealed class BrowserTab(Browser browser, string session)
{
    /// <summary>The problems of the page: errors, violations of its policy, any console output.</summary>
    public async Task<IReadOnlyList<string>> Problems()
    {
        await Evaluate("1");
        return [.. browser.Events(session)
            .Where(happened => (string?)happened["method"] is "Log.entryAdded" or "Runtime.exceptionThrown" or "Runtime.consoleAPICalled")
            .Select(happened => happened["params"]!.ToJsonString())];
    }

    /// <summary>A command of the protocol.</summary>
    public Task<JsonNode> Do(string method, JsonObject? parameters = null) => browser.Call(session, method, parameters);

    /// <summary>Sets the size of the window and the colour scheme.</summary>
    public async Task Size(int width, int height, bool dark = false)
    {
        await Do("Emulation.setDeviceMetricsOverride", new JsonObject
        {
            ["width"] = width, ["height"] = height, ["deviceScaleFactor"] = 1, ["mobile"] = width < 600,
        });
        await Do("Emulation.setEmulatedMedia", new JsonObject
        {
            ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = dark ? "dark" : "light" }),
        });
    }

    /// <summary>Opens a page and waits until it is loaded.</summary>
    public async Task Open(string address)
    {
        await Do("Page.navigate", new JsonObject { ["url"] = address });
        await Until("document.readyState === 'complete' && location.protocol === 'http:'", "the page");
    }

    /// <summary>The result of a JavaScript expression.</summary>
    public async Task<JsonNode?> Evaluate(string expression)
    {
        var answer = await Do("Runtime.evaluate", new JsonObject
        {
            ["expression"] = expression, ["awaitPromise"] = true, ["returnByValue"] = true,
        });
        Assert.Null(answer["exceptionDetails"]?.ToJsonString());
        return answer["result"]!["value"];
    }

    /// <summary>The visible text of an element; empty if there is none.</summary>
    public async Task<string> Text(string selector) =>
        (string?)await Evaluate($"document.querySelector({JsonValue.Create(selector).ToJsonString()})?.innerText ?? ''") ?? "";

    /// <summary>The numbers or texts of all selected elements.</summary>
    public async Task<string[]> Texts(string selector) =>
        [.. (await Evaluate($"[...document.querySelectorAll({JsonValue.Create(selector).ToJsonString()})].map(e => e.innerText)"))!
            .AsArray().Select(text => (string)text!)];

    /// <summary>Waits until a condition holds.</summary>
    public async Task Until(string condition, string what)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < Eventually.Deadline)
        {
            if ((bool?)await Evaluate($"Boolean({condition})") == true)
                return;
            await Task.Delay(50);
        }
        throw new TimeoutException($"not on the page: {what}\n{await Text("body")}\n{string.Join('\n', await Problems())}");
    }

    /// <summary>Presses a key.</summary>
    public async Task Press(string key, int code)
    {
        foreach (var type in (string[])["keyDown", "keyUp"])
        {
            await Do("Input.dispatchKeyEvent", new JsonObject
            {
                ["type"] = type, ["key"] = key, ["code"] = key, ["windowsVirtualKeyCode"] = code,
            });
        }
    }

    /// <summary>An image of the whole page.</summary>
    public async Task<byte[]> Screenshot(int width, int height, double scale = 1, int top = 0) => Convert.FromBase64String((string)(await Do(
        "Page.captureScreenshot", new JsonObject
        {
            ["format"] = "png", ["captureBeyondViewport"] = true,
            ["clip"] = new JsonObject { ["x"] = 0, ["y"] = top, ["width"] = width, ["height"] = height, ["scale"] = scale },
        }))["data"]!);
}
