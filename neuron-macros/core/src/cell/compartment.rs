//! The expansion of a compartment: its fields, its description, its parts.

use super::model::{Compartment, Model, Nernst, Part, PartKind, Range, Reversal, valence};
use super::own::{Own, own_parameters};
use crate::names::camel;
use crate::tokens::{
    constant, float, local, mechanism_info, number_type, option, path, set_constant, setting_constant,
    shelter_of_cells, state_range, text,
};
use crate::unit::Dimension;
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

/// A compartment, with everything that its expansion needs.
pub(super) struct Written<'a> {
    pub(super) compartment: &'a Compartment,
    /// The name of its struct, which is that of the cell if there is one compartment.
    pub(super) ident: Ident,
    pub(super) own: Vec<Own>,
    pub(super) ions: Vec<Ident>,
    pub(super) prefix: String,
    pub(super) cell: &'a Ident,
    pub(super) temperature: bool,
    pub(super) complete: bool,
    /// True if a compartment of the cell declares spikes.
    pub(super) spikes: bool,
}

/// The nodes (V, concentrations of pools) on which concentrations and reversal potentials depend.
struct Nodes {
    concentrations: Vec<TokenStream>,
    reversals: Vec<TokenStream>,
    slopes: TokenStream,
}

impl<'a> Written<'a> {
    pub(super) fn new(model: &'a Model, compartment: &'a Compartment) -> Self {
        let ident = match &compartment.ident {
            Some(name) => format_ident!("{}{}", model.ident, camel(&name.to_string()), span = name.span()),
            None => model.ident.clone(),
        };
        Written {
            compartment,
            prefix: ident.to_string(),
            ident,
            own: own_parameters(compartment),
            ions: compartment.ion_names(),
            cell: &model.ident,
            temperature: model.temperature.is_some(),
            complete: model.complete,
            spikes: model.compartments.iter().any(|compartment| compartment.spike.is_some()),
        }
    }

    pub(super) fn parts(&self) -> impl Iterator<Item = &'a Part> {
        self.compartment.pools.iter().chain(&self.compartment.channels)
    }

    /// Returns the alias of a part's type. The user's path stands in the expansion once, so that a wrong one is one
    /// error.
    pub(super) fn alias(&self, part: &Part) -> Ident {
        format_ident!("{}_{}_Type", self.prefix, part.name, span = part.path.span())
    }

    pub(super) fn aliases(&self) -> TokenStream {
        self.parts()
            .map(|part| {
                let (alias, path, number) = (self.alias(part), &part.path, number_type(&part.path));
                quote! {
                    #[doc(hidden)]
                    #[allow(non_camel_case_types, dead_code)]
                    type #alias<__T> = #path #number;
                }
            })
            .collect()
    }

    pub(super) fn fields(&self) -> TokenStream {
        let own = self.own.iter().map(Own::field_declaration);
        let parts = self.parts().map(|part| {
            let (name, alias) = (&part.name, self.alias(part));
            let doc = format!(" `{}`.", part.path.to_token_stream().to_string().replace(' ', ""));
            quote!(#[doc = #doc] pub #name: #alias<T>)
        });
        quote!(#(#own,)* #(#parts,)*)
    }

    /// Returns statements that make the parts, and the fields of a struct literal over `f64`.
    pub(super) fn defaults(&self) -> (TokenStream, TokenStream) {
        let settings = self.parts().map(|part| {
            let (name, alias) = (local(&part.name), self.alias(part));
            let info = mechanism_info(&alias);
            let lines = part.settings.iter().map(|setting| set_constant(&name, &setting_constant(setting, &info)));
            let mutable = (!part.settings.is_empty()).then(|| quote!(mut));
            quote!(let #mutable #name = <#alias<f64> as ::core::default::Default>::default(); #(#lines)*)
        });
        let own = self.own.iter().map(|own| {
            let (field, value) = (&own.field, float(own.value));
            quote!(#field: #value)
        });
        let parts = self.parts().map(|part| {
            let (name, value) = (&part.name, local(&part.name));
            quote!(#name: #value)
        });
        (quote!(#(#settings)*), quote!(#(#own,)* #(#parts,)*))
    }

    /// Returns visits of every parameter, those of the compartment first: by reference, by mutable reference,
    /// converted.
    pub(super) fn visits(&self) -> (TokenStream, TokenStream, TokenStream) {
        let parameters = path("Parameters");
        let fields: Vec<&Ident> = self.own.iter().map(|own| &own.field).collect();
        let parts: Vec<&Ident> = self.parts().map(|part| &part.name).collect();
        (
            quote!(#(visit(&self.#fields);)* #(#parameters::each(&self.#parts, visit);)*),
            quote!(#(visit(&mut self.#fields);)* #(#parameters::each_mut(&mut self.#parts, visit);)*),
            quote!(#(#fields: convert(&self.#fields),)* #(#parts: #parameters::map(&self.#parts, convert),)*),
        )
    }

    pub(super) fn info(&self) -> TokenStream {
        let info = path("CompartmentInfo");
        let name = self.compartment.ident.as_ref().map(Ident::to_string).unwrap_or_default();
        let own = self.own.iter().map(Own::info);
        let part_info = |part: &Part, pool: bool| {
            let (info, name) = (mechanism_info(&self.alias(part)), part.name.to_string());
            let concentration = if pool { name.to_lowercase() } else { String::new() };
            let part = path("PartInfo");
            quote! {
                #part {
                    name: #name,
                    concentration: #concentration,
                    mechanism: #info,
                }
            }
        };
        let pools = self.compartment.pools.iter().map(|part| part_info(part, true));
        let channels = self.compartment.channels.iter().map(|part| part_info(part, false));
        let spike = self.compartment.spike.is_some();
        let range = state_range(self.compartment.range.as_ref().map(|Range { ends }| match ends {
            None => [None; 2],
            Some(ends) => ends.each_ref().map(|end| Some(end.value)),
        }));
        quote! {
            #info {
                name: #name,
                parameters: &[#(#own),*],
                pools: &[#(#pools),*],
                channels: &[#(#channels),*],
                spike: #spike,
                range: #range,
            }
        }
    }

    /// Returns the number of exponentials of all channels.
    fn exps(&self) -> TokenStream {
        let exps = self.compartment.channels.iter().map(|part| {
            let alias = self.alias(part);
            quote_spanned!(alias.span()=> <#alias<f64> as ::neuron_runtime::private::Describe>::EXPS)
        });
        quote!(0 #(+ #exps)*)
    }

    /// Returns constants and the implementation of `Compartment`, for a block of their own.
    pub(super) fn implementation(&self) -> TokenStream {
        let ident = &self.ident;
        let per_area = option((!self.compartment.unclear).then(|| self.compartment.per_area()));
        let describe = path("Describe");
        let wiring = path("Wiring");
        let (ions, reversal, concentrations) = self.sites();
        let cell = self.cell.to_string();
        let temperature = self.temperature;
        let (complete, spikes) = (self.complete, self.spikes);
        let (spike_constant, spike_rule) = self.spike_rule();
        let mut constants = TokenStream::new();
        let mut calls = [TokenStream::new(), TokenStream::new()];
        for (k, part) in self.parts().enumerate() {
            let is_pool = k < self.compartment.pools.len();
            let alias = self.alias(part);
            let constant = format_ident!("WIRING_{}", k);
            let span = part.path.span();
            let name = part.name.to_string();
            let check = match part.kind {
                PartKind::Channel => quote_spanned!(span=> wire_channel),
                PartKind::Stimulus => quote_spanned!(span=> wire_stimulus),
                PartKind::Pool => quote_spanned!(span=> wire_pool),
            };
            let call = quote_spanned! {span=>
                ::neuron_runtime::private::check::#check(&<#alias<f64> as #describe>::INFO, #name, &SITE)
            };
            constants.extend(quote!(const #constant: #wiring = #call;));
            let here = span.resolved_at(Span::call_site());
            let field = Ident::new(&part.name.to_string(), here);
            calls[usize::from(!is_pool)].extend(quote_spanned!(here=> visitor.mechanism(&self.#field, &#constant);));
        }
        let exps = self.exps();
        let states = self.parts().map(|part| {
            let alias = self.alias(part);
            quote_spanned!(alias.span()=> <#alias<f64> as #describe>::STATES)
        });
        let fed: TokenStream = self.compartment.pools.iter().map(|pool| self.fed(pool)).collect();
        let [pools, channels] = calls;
        let (surroundings, membrane) = (self.surroundings(), self.membrane());
        let Nodes { concentrations: nodes_of_concentrations, reversals, slopes } = self.nodes();
        let pools_fed: Vec<TokenStream> = self
            .compartment
            .pools
            .iter()
            .map(|pool| {
                let (alias, ion) = (self.alias(pool), self.ions.iter().position(|ion| *ion == pool.name));
                let ion = Literal::usize_unsuffixed(ion.unwrap_or_default());
                quote_spanned!(alias.span()=> (<#alias<f64> as ::neuron_runtime::private::Describe>::STATES, #ion))
            })
            .collect();
        let (ion_count, concentration_count) =
            (Literal::usize_unsuffixed(ions.len()), Literal::usize_unsuffixed(concentrations.len()));
        let (compartment, scalar, visit) = (path("Compartment"), path("Real"), path("VisitMechanisms"));
        let context = path("Context");
        let site = path("check");
        quote! {
            const SITE: #site::Site = #site::Site {
                cell: #cell,
                per_area: #per_area,
                temperature: #temperature,
                ions: &[#(#ions),*],
                reversal: &[#(#reversal),*],
                concentrations: &[#(#concentrations),*],
                complete: #complete,
                spikes: #spikes,
            };
            #constants
            #fed
            const POOLS: &[(usize, usize)] = &[#(#pools_fed),*];
            const NODES: usize = ::neuron_runtime::private::nodes(POOLS);
            const EXPS: usize = #exps;
            const STATES: usize = 1 #(+ #states)*;

            #[automatically_derived]
            #[allow(non_snake_case, unused_variables)]
            impl<T: #scalar> #compartment<T> for #ident<T> {
                const STATES: usize = STATES;
                const EXPS: usize = EXPS;
                type Exps = [T; ::neuron_runtime::private::padded(EXPS)];
                type Ions = [T; #ion_count];
                type Concentrations = [T; #concentration_count];
                type Nodes = [T; NODES];
                type Matrix = [T; NODES * NODES];
                type Of<U: #scalar> = #ident<U>;
                const CONCENTRATION_NODES: &'static [usize] = &[#(#nodes_of_concentrations),*];
                const REVERSAL_NODES: &'static [usize] = &[#(#reversals),*];
                const NODE_IONS: &'static [usize] = &::neuron_runtime::private::ions_of_nodes::<{ NODES - 1 }>(POOLS);
                #spike_constant

                #[inline(always)]
                fn membrane(&self) -> ::neuron_runtime::private::Membrane<T> {
                    #membrane
                }

                #[inline(always)]
                fn surroundings(&self, context: &#context<T>, y: &[T], reversal: &mut [T], concentrations: &mut [T]) {
                    #surroundings
                }

                #[inline(always)]
                fn reversal_slopes(&self, context: &#context<T>, concentrations: &[T], slopes: &mut [T]) {
                    #slopes
                }

                #spike_rule

                #[inline(always)]
                fn pools<V: #visit<T>>(&self, visitor: &mut V) {
                    #pools
                }

                #[inline(always)]
                fn channels<V: #visit<T>>(&self, visitor: &mut V) {
                    #channels
                }
            }
        }
    }

    /// Returns the constant that says that the compartment declares its spikes, and the function of their rule.
    fn spike_rule(&self) -> (TokenStream, TokenStream) {
        if self.compartment.spike.is_none() {
            return (TokenStream::new(), TokenStream::new());
        }
        let given = |field: &str| option(self.own.iter().any(|own| own.field == field).then(|| self.own(field)));
        let (threshold, reset) = (self.own("spike_threshold"), given("spike_reset"));
        let (hold, refractory) = (given("spike_hold"), given("spike_refractory"));
        let rule = path("SpikeRule");
        let function = quote! {
            fn spike_rule(&self) -> ::core::option::Option<#rule<T>> {
                ::core::option::Option::Some(#rule {
                    threshold: #threshold,
                    reset: #reset,
                    hold: #hold,
                    refractory: #refractory,
                })
            }
        };
        (
            quote!(
                const SPIKES: bool = true;
            ),
            function,
        )
    }

    /// Returns the check that a channel carries the ion of a pool.
    pub(super) fn fed(&self, pool: &Part) -> TokenStream {
        let span = pool.name.span();
        let name = pool.name.to_string();
        let ions = self.compartment.channels.iter().map(|part| {
            let alias = self.alias(part);
            mechanism_info(&alias)
        });
        let info = mechanism_info(&self.alias(pool));
        let call = quote_spanned! {span=>
            ::neuron_runtime::private::check::pool_is_fed(
                #info, #name, &[#(#ions),*], &SITE,
            )
        };
        constant(call)
    }

    /// Returns the ions, whether each has a reversal potential, and the concentrations that can be read.
    pub(super) fn sites(&self) -> (Vec<String>, Vec<bool>, Vec<String>) {
        let mut concentrations = Vec::new();
        let mut reversal = Vec::new();
        for name in &self.ions {
            let lower = name.to_string().to_lowercase();
            let nernst = self.compartment.nernst(name);
            if self.compartment.pool(name).is_some() || nernst.is_some_and(|nernst| nernst.inside.is_some()) {
                concentrations.push(lower.clone());
            }
            if nernst.is_some() {
                concentrations.push(format!("{lower}_out"));
            }
            reversal.push(self.compartment.reversal(name).is_some());
        }
        (self.ions.iter().map(Ident::to_string).collect(), reversal, concentrations)
    }

    pub(super) fn own(&self, field: &str) -> TokenStream {
        match self.own.iter().find(|own| own.field == field) {
            Some(own) => own.internal(),
            None => quote!(T::zero()),
        }
    }

    pub(super) fn membrane(&self) -> TokenStream {
        let (capacitance, inject, v) = (self.own("capacitance"), self.own("inject"), self.own("v"));
        let density = self.compartment.inject.as_ref().is_some_and(|i| i.dimension == Dimension::CURRENT_DENSITY);
        let injected = if density { quote!(#inject * area) } else { inject };
        let (area, capacitance) = if self.compartment.per_area() {
            (self.own("area"), quote!(#capacitance * area))
        } else {
            (quote!(T::one()), capacitance)
        };
        quote! {
            let area = #area;
            ::neuron_runtime::private::Membrane { capacitance: #capacitance, area, injected: #injected, v: #v }
        }
    }

    pub(super) fn surroundings(&self) -> TokenStream {
        let mut lines = TokenStream::new();
        let mut slot = 0usize;
        // The states of pools follow V, in the order of the pools.
        for (k, name) in self.ions.iter().enumerate() {
            let k = Literal::usize_unsuffixed(k);
            let mut next = |value: TokenStream| {
                let at = Literal::usize_unsuffixed(slot);
                slot += 1;
                lines.extend(quote!(concentrations[#at] = #value;));
                at
            };
            let mut inside = self.compartment.pool(name).map(|pool| {
                let node = self.pool_node(pool);
                next(quote!(y[const { #node }]))
            });
            match self.compartment.reversal(name) {
                Some(Reversal::Nernst(nernst)) => {
                    let field = |part: &str| self.own(&format!("{name}_{part}"));
                    if nernst.inside.is_some() {
                        inside = Some(next(field("inside")));
                    }
                    let outside = next(field("outside"));
                    let (rt_f, valence) = self.rt_f_and_valence(name, nernst);
                    lines.extend(quote! {
                        reversal[#k] = ::neuron_runtime::private::ion::nernst(
                            #rt_f, #valence, concentrations[#outside], concentrations[#inside],
                        );
                    });
                }
                Some(Reversal::Constant(_)) => {
                    let e = self.own(&format!("{name}_e"));
                    lines.extend(quote!(reversal[#k] = #e;));
                }
                None => {}
            }
        }
        lines
    }

    /// Returns the node of each concentration and of each reversal potential, and statements that write the slopes of
    /// the reversal potentials.
    fn nodes(&self) -> Nodes {
        let mut nodes = Nodes { concentrations: Vec::new(), reversals: Vec::new(), slopes: TokenStream::new() };
        let constant = quote!(usize::MAX);
        for (k, name) in self.ions.iter().enumerate() {
            let nernst = self.compartment.nernst(name);
            let pool = self.compartment.pool(name).map(|pool| self.pool_node(pool));
            let inside = Literal::usize_unsuffixed(nodes.concentrations.len());
            if pool.is_some() || nernst.is_some_and(|nernst| nernst.inside.is_some()) {
                nodes.concentrations.push(pool.clone().unwrap_or(constant.clone()));
            }
            if nernst.is_some() {
                nodes.concentrations.push(constant.clone());
            }
            match (pool, nernst) {
                (Some(pool), Some(nernst)) => {
                    let k = Literal::usize_unsuffixed(k);
                    let (rt_f, valence) = self.rt_f_and_valence(name, nernst);
                    nodes.reversals.push(pool);
                    nodes.slopes.extend(quote! {
                        slopes[#k] = ::neuron_runtime::private::ion::nernst_slope(#rt_f, #valence, concentrations[#inside]);
                    });
                }
                _ => nodes.reversals.push(constant.clone()),
            }
        }
        nodes
    }

    /// Returns the place of a pool's concentration among the states.
    fn pool_node(&self, pool: usize) -> TokenStream {
        let before = self.compartment.pools[..pool].iter().map(|part| {
            let alias = self.alias(part);
            quote_spanned!(alias.span()=> <#alias<f64> as ::neuron_runtime::private::Describe>::STATES)
        });
        let info = mechanism_info(&self.alias(&self.compartment.pools[pool]));
        quote!(1 #(+ #before)* + ::neuron_runtime::private::check::concentration_state(#info))
    }

    /// Returns RT/F, as given or at the temperature, and the valence of an ion.
    pub(super) fn rt_f_and_valence(&self, name: &Ident, nernst: &Nernst) -> (TokenStream, TokenStream) {
        let rt_f = match &nernst.rt_f {
            Some(_) => self.own(&format!("{name}_rt_f")),
            None => quote!(::neuron_runtime::private::ion::rt_over_f(context.celsius)),
        };
        (rt_f, float(nernst.valence.or(valence(&name.to_string())).unwrap_or(1.0)))
    }

    /// Returns the struct of one of several compartments.
    pub(super) fn standalone(&self, model: &Model) -> TokenStream {
        let (ident, visibility) = (&self.ident, &model.visibility);
        let fields = self.fields();
        let (statements, values) = self.defaults();
        let (each, each_mut, map) = self.visits();
        let implementation = self.implementation();
        let (scalar, parameters) = (path("Real"), path("Parameters"));
        let doc = format!(" The {} of [`{}`].", text(self.compartment.ident.as_ref()), model.ident);
        let ((handles, function), shelter) = (self.handles(model), shelter_of_cells());
        quote! {
            #[doc = #doc]
            #[derive(Clone, Debug, PartialEq)]
            #[allow(non_snake_case)]
            #visibility struct #ident<T = f64> { #fields }

            #handles

            #[doc(hidden)]
            const _: () = {
                #shelter
                #function

                #[automatically_derived]
                #[allow(non_snake_case)]
                impl ::core::default::Default for #ident<f64> {
                    fn default() -> Self {
                        #statements
                        #ident { #values }
                    }
                }

                #[automatically_derived]
                impl<T: #scalar> #parameters<T> for #ident<T> {
                    type With<U: #scalar> = #ident<U>;

                    fn each(&self, visit: &mut dyn FnMut(&T)) { #each }

                    fn each_mut(&mut self, visit: &mut dyn FnMut(&mut T)) { #each_mut }

                    fn map<U: #scalar>(&self, convert: &mut dyn FnMut(&T) -> U) -> #ident<U> {
                        #ident { #map }
                    }
                }

                #implementation
            };
        }
    }
}
